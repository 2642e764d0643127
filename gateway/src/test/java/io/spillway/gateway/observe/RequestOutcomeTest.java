package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestOutcomeTest {
  @ParameterizedTest
  @CsvSource({
    "200, COMPLETE, 200",
    "503, REFUSED, 503",
    "502, FAILED, 502",
    "200, BROKEN, broken",
    "200, CLIENT_GONE, 499",
    "499, CLIENT_GONE, 499",
    "777, FAILED, 777",
    "-1, FAILED, -1"
  })
  void namesTheEndingRatherThanAStatusThatPromisedMore(int status, Ending ending, String label) {
    assertThat(Outcomes.ended(status, ending).statusLabel()).isEqualTo(label);
  }
}
