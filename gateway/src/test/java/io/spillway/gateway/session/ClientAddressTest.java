package io.spillway.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAddressTest {
  private final ClientAddress addresses =
      new ClientAddress(
          List.of(Cidr.parse("10.0.0.0/8").orElseThrow(), Cidr.parse("fd00::/8").orElseThrow()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | 203.0.113.9                    | 192.0.2.1",
        "10.0.0.1  |                                | 10.0.0.1",
        "10.0.0.1  | 203.0.113.9                    | 203.0.113.9",
        "10.0.0.1  | 6.6.6.6, 203.0.113.9           | 203.0.113.9",
        "10.0.0.1  | 6.6.6.6,203.0.113.9 , 10.0.0.2 | 203.0.113.9",
        "10.0.0.1  | 10.0.0.3, 10.0.0.2             | 10.0.0.3",
        "10.0.0.1  | 203.0.113.9:4711               | 203.0.113.9",
        "10.0.0.1  | [2001:db8::1]:4711             | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1  | 2001:db8::1                    | 2001:db8:0:0:0:0:0:1",
        "fd00::1   | 203.0.113.9                    | 203.0.113.9",
        "10.0.0.1  | unknown                        | 10.0.0.1",
        "10.0.0.1  | 6.6.6.6, garbage, 10.0.0.2     | 10.0.0.2",
        "10.0.0.1  | 6.6.6.6, , 10.0.0.2            | 10.0.0.2",
        "10.0.0.1  | ,                              | 10.0.0.1",
        "10.0.0.1  | evil.example                   | 10.0.0.1",
        "10.0.0.1  | [                              | 10.0.0.1",
        "/run/sock | 203.0.113.9                    | /run/sock"
      })
  void believesTrustedProxiesOnly(String peer, String forwardedFor, String client) {
    assertThat(addresses.of(peer, forwardedFor)).isEqualTo(client);
  }

  @Test
  void stopsAfterTooManyHops() {
    String hops = "10.0.0.9, ".repeat(1000) + "10.0.0.8";

    assertThat(addresses.of("10.0.0.1", "203.0.113.9, " + hops)).isEqualTo("10.0.0.9");
  }
}
