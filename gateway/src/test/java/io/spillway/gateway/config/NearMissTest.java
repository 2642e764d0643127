package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {
  private static final List<String> KNOWN =
      List.of("name", "max", "maxBody", "endpoints", "port", "to");

  @ParameterizedTest
  @CsvSource({
    "nmae, name",
    "prot, port",
    "max_body, maxBody",
    "MAXBODY, maxBody",
    "endpoint, endpoints",
    "enpoint, endpoints",
    "mxa, max"
  })
  void findsTheKeyThatWasMeant(String written, String meant) {
    assertThat(NearMiss.of(written, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "ab", "completelyDifferent", "do"})
  void staysSilentWhenNothingIsNear(String written) {
    assertThat(NearMiss.of(written, KNOWN)).isEmpty();
  }
}
