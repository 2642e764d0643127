package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.error.ApiError;
import io.spillway.router.health.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictsTest {
  static Stream<Arguments> ends() {
    ApiError error = ApiError.badGateway("x");
    return Stream.of(
        Arguments.of(new AttemptEnd.Complete(), Verdict.SUCCESS),
        Arguments.of(
            new AttemptEnd.Answer(200, "application/json", Buffer.buffer()), Verdict.SUCCESS),
        Arguments.of(new AttemptEnd.CallerError(error), Verdict.CALLER),
        Arguments.of(new AttemptEnd.Refused(error, 1), Verdict.REFUSED),
        Arguments.of(new AttemptEnd.Unreachable(error), Verdict.UNREACHABLE),
        Arguments.of(new AttemptEnd.Stale(error), Verdict.UNKNOWN),
        Arguments.of(new AttemptEnd.Failed(error), Verdict.FAILURE),
        Arguments.of(new AttemptEnd.Died(error), Verdict.FAILURE),
        Arguments.of(new AttemptEnd.Restarted(error), Verdict.UNKNOWN),
        Arguments.of(new AttemptEnd.Broken(error, StreamBreak.LOST), Verdict.FAILURE),
        Arguments.of(new AttemptEnd.Broken(error, StreamBreak.NONSENSE), Verdict.FAILURE),
        Arguments.of(new AttemptEnd.Broken(error, StreamBreak.RESTARTED), Verdict.UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void everyEndOfAnAttemptMeansOneThing(AttemptEnd end, Verdict verdict) {
    assertThat(Verdicts.of(end)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST_TOKEN, 1, true, FAILURE",
    "FIRST_TOKEN, 2, true, UNKNOWN",
    "IDLE, 1, true, FAILURE",
    "IDLE, 3, true, FAILURE",
    "TOTAL, 1, true, UNKNOWN",
    "TOTAL, 1, false, FAILURE",
    "TOTAL, 2, false, UNKNOWN",
    "LEAVING, 1, true, UNKNOWN",
    "LEAVING, 1, false, UNKNOWN",
  })
  void onlyAPodThatHadTheWholeTimeIsAtFaultForIt(
      Expiry expiry, int attempts, boolean stream, Verdict verdict) {
    assertThat(Verdicts.of(expiry, attempts, stream)).isEqualTo(verdict);
  }
}
