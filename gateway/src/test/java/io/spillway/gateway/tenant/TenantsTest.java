package io.spillway.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.KeyHash;
import io.spillway.gateway.config.TenantConfig;
import io.spillway.router.Priority;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantsTest {
  private static final Identified CLINIC =
      new Identified.Known(new Tenant("clinic", false, Priority.DEFAULT, Priority.DEFAULT));
  private static final Identified BANK =
      new Identified.Known(new Tenant("bank", true, Priority.BULK, Priority.BULK));
  private static final Identified UNKNOWN = new Identified.Unknown();

  private final Tenants tenants =
      new Tenants(
          List.of(
              new TenantConfig(
                  "clinic",
                  List.of(KeyHash.of("sk-1"), KeyHash.of("sk-2")),
                  false,
                  Priority.DEFAULT),
              new TenantConfig(
                  "bank", List.of(KeyHash.of("sk-3"), KeyHash.of("")), true, Priority.BULK)));

  @Test
  void knowsATenantByAnyOfItsKeys() {
    assertThat(tenants.identify("Bearer sk-1", null)).isEqualTo(CLINIC);
    assertThat(tenants.identify("Bearer sk-2", null)).isEqualTo(CLINIC);
    assertThat(tenants.identify(null, "sk-3")).isEqualTo(BANK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer sk-1", "BEARER sk-1", "  Bearer   sk-1  "})
  void readsTheSchemeInAnyCase(String authorization) {
    assertThat(tenants.identify(authorization, null)).isEqualTo(CLINIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearersk-1",
        "Basic sk-1",
        "sk-1",
        "Bearer sk-1x",
        "Bearer SK-1",
        "Bearer sk-1 sk-1"
      })
  void knowsNobodyElse(String authorization) {
    assertThat(tenants.identify(authorization, null)).isEqualTo(UNKNOWN);
  }

  @Test
  void knowsNobodyWithoutAKeyEvenIfTheEmptyKeyIsConfigured() {
    assertThat(tenants.identify(null, null)).isEqualTo(UNKNOWN);
    assertThat(tenants.identify(null, "")).isEqualTo(UNKNOWN);
    assertThat(tenants.identify("Bearer ", "")).isEqualTo(UNKNOWN);
  }

  @Test
  void takesTheBearerKeyBeforeTheOther() {
    assertThat(tenants.identify("Bearer sk-1", "sk-3")).isEqualTo(CLINIC);
    assertThat(tenants.identify("Bearer wrong", "sk-3")).isEqualTo(UNKNOWN);
    assertThat(tenants.identify("Basic x", "sk-3")).isEqualTo(BANK);
  }

  @Test
  void refusesKeysBeyondAnyLength() {
    String endless = "x".repeat(5000);
    var known =
        new Tenants(
            List.of(new TenantConfig("t", List.of(KeyHash.of(endless)), false, Priority.DEFAULT)));

    assertThat(known.identify(null, endless)).isEqualTo(UNKNOWN);
  }

  @Test
  void letsEverybodyInWhenNoTenantIsConfigured() {
    var open = new Tenants(List.of());

    assertThat(open.identify(null, null)).isEqualTo(new Identified.Known(Tenant.OPEN));
    assertThat(open.identify("Bearer any", null)).isEqualTo(new Identified.Known(Tenant.OPEN));
    assertThat(Tenant.OPEN.overflowAllowed()).isTrue();
  }

  @Test
  void aRequestIsAsUrgentAsItSaysAndItsTenantAllows() {
    var tenant = new Tenant("t", true, Priority.DEFAULT, Priority.DEFAULT);

    assertThat(tenant.priority(null)).isEqualTo(Priority.DEFAULT);
    assertThat(tenant.priority(Priority.INTERACTIVE)).isEqualTo(Priority.DEFAULT);
    assertThat(tenant.priority(Priority.BULK)).isEqualTo(Priority.BULK);
    assertThat(Tenant.OPEN.priority(null)).isEqualTo(Priority.DEFAULT);
    assertThat(Tenant.OPEN.priority(Priority.INTERACTIVE)).isEqualTo(Priority.INTERACTIVE);
  }
}
