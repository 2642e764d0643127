package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static final Value<Duration> TIME =
      Values.duration(Duration.ZERO, Duration.ofDays(1_000_000));
  private static final Value<Long> SIZE = Values.size(0, Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({"0s, PT0S", "150ms, PT0.15S", "2s, PT2S", "5m, PT5M", "1h, PT1H", "1d, PT24H"})
  void readsDurationsAndWritesThemBack(String text, Duration expected) {
    assertThat(TIME.parse().apply(text)).contains(expected);
    assertThat(Values.written(expected)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "s", "2 s", "-2s", "1.5s", "2S", "2sec", "1m30s", "999999999999d"})
  void refusesOtherDurations(String text) {
    assertThat(TIME.parse().apply(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"512B, 512", "32KiB, 32768", "32MiB, 33554432", "1GiB, 1073741824"})
  void readsSizesAndWritesThemBack(String text, long expected) {
    assertThat(SIZE.parse().apply(text)).contains(expected);
    assertThat(Values.bytes(expected)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "32", "32MB", "32mib", "-1B", "1.5GiB", "1TiB"})
  void refusesOtherSizes(String text) {
    assertThat(SIZE.parse().apply(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1.64, 1.64", "6.94e-4, 0.000694", "1000000, 1000000"})
  void readsPrices(String text, double expected) {
    assertThat(Values.dollars().parse().apply(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "NaN", "Infinity", "1,5", "1e9", ".5", "1.", "0x1p3", "1d"})
  void refusesOtherPrices(String text) {
    assertThat(Values.dollars().parse().apply(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "::", "::1", "localhost", "gateway-0.svc.local"})
  void bindsAddressesAndNames(String text) {
    assertThat(Values.host().parse().apply(text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.2.3", "256.1.1.1", "a b", "a..b", "http://a", "[::1]", "a:80"})
  void bindsNothingElse(String text) {
    assertThat(Values.host().parse().apply(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true", "LOCALHOST, true", "127.0.0.1, true", "127.9.9.9, true", "::1, true",
    "[::1], true", "0.0.0.0, false", "::, false", "10.0.0.1, false", "localhost.example, false"
  })
  void knowsLoopbackWithoutAskingAnybody(String host, boolean expected) {
    assertThat(Hosts.loopback(host)).isEqualTo(expected);
  }
}
