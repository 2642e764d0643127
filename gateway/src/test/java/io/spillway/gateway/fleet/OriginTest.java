package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OriginTest {
  @Test
  void takesThePortOfTheSchemeWhenTheUrlNamesNone() {
    assertThat(Origin.of(URI.create("http://pod/v1"))).isEqualTo(new Origin("pod", 80, false));
    assertThat(Origin.of(URI.create("https://cloud"))).isEqualTo(new Origin("cloud", 443, true));
    assertThat(Origin.of(URI.create("https://cloud:8443")).port()).isEqualTo(8443);
  }

  @Test
  void isTheSameForAllPathsOfOnePlace() {
    assertThat(Origin.of(URI.create("http://pod:8000/a")))
        .isEqualTo(Origin.of(URI.create("http://pod:8000/b")));
  }

  @Test
  void leavesAnAddressItsPathAndHidesItsKey() {
    var address = Address.of(URI.create("https://cloud/v1"), Optional.empty(), Optional.empty());

    assertThat(address.path()).isEqualTo("/v1");
    assertThat(new Address(address.origin(), "/v1", "Bearer abc", null))
        .hasToString("https://cloud:443/v1");
  }
}
