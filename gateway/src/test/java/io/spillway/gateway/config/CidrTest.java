package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "192.168.0.128/25, 192.168.0.200, true",
    "192.168.0.128/25, 192.168.0.127, false",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "::1, ::1, true",
    "::/0, 2001:db8::1, true"
  })
  void containsWhatSharesItsPrefix(String block, String address, boolean expected) {
    boolean contained =
        Cidr.parse(block).orElseThrow().contains(Cidr.literal(address).orElseThrow());

    assertThat(contained).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.1/8",
        "10/8",
        "10.0.0",
        "010.0.0.0/8",
        "256.0.0.0/8",
        "localhost",
        "fd00::/129",
        "fd00::1/8",
        "::g",
        "1::2::3",
        "fe80::1%lo",
        "10.0.0.0/8/8",
        "[::1]"
      })
  void refusesWhatIsNoBlock(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }
}
