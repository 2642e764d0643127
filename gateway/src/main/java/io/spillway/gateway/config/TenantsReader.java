package io.spillway.gateway.config;

import io.spillway.router.Priority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code tenants}. */
final class TenantsReader {
  private static final int TENANTS_MAX = 10_000;
  private static final int KEYS_MAX = 64;
  private static final Value<Boolean> OVERFLOW =
      new Value<>(
          "allow or deny",
          false,
          text ->
              Values.choice(List.of("allow", "deny"), s -> s)
                  .parse()
                  .apply(text)
                  .map("allow"::equals));
  private static final Value<Priority> PRIORITY =
      Values.choice(List.of(Priority.values()), Priority::label);

  private TenantsReader() {}

  /** Reads the list below {@code root}; absent: empty. An empty list is refused, it would open. */
  static List<TenantConfig> tenants(Section root) {
    var tenants = new ArrayList<TenantConfig>();
    Set<String> names = new HashSet<>();
    Set<KeyHash> keys = new HashSet<>();
    for (Section in : root.sections("tenants", 1, TENANTS_MAX)) {
      var tenant = tenant(in);
      if (!names.add(tenant.name())) {
        in.problem("name", tenant.name(), "a name no other tenant has");
      }
      for (KeyHash key : tenant.keys()) {
        if (!keys.add(key)) {
          in.problem("keys", key, "keys no other tenant has");
        }
      }
      tenants.add(tenant);
    }
    return tenants;
  }

  private static TenantConfig tenant(Section in) {
    // A nameless entry already is a problem; its path stands in, so that it equals no other.
    String name = in.required("name", Values.label()).orElse(in.path("name"));
    in.needs("keys", "a list of sha256: hashes of keys");
    var result =
        new TenantConfig(
            name,
            in.values("keys", Values.keyHash(), 1, KEYS_MAX),
            in.value("overflow", OVERFLOW, false),
            in.value("priority", PRIORITY, Priority.DEFAULT));
    in.refuse("limits");
    in.refuse("budget");
    in.end();
    return result;
  }
}
