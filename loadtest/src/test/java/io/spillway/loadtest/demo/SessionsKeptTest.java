package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.demo.AdminStatus.Pod;
import io.spillway.loadtest.load.Records;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SessionsKeptTest {
  private static final AdminStatus QUIET = status("serving", 1, 1);

  @Test
  void aTurnThatStaysIsKept() {
    SessionsKept kept = SessionsKept.of(turns("home", "pod-0"), timeline(QUIET, QUIET));

    assertThat(kept).isEqualTo(new SessionsKept(1, 1, 1, 1));
    assertThat(kept.share()).isEqualTo(1);
  }

  @Test
  void aTurnThatMovesWithoutAReasonIsNotKept() {
    SessionsKept kept = SessionsKept.of(turns("home", "pod-1"), timeline(QUIET, QUIET));

    assertThat(kept).isEqualTo(new SessionsKept(1, 0, 1, 0));
    assertThat(kept.share()).isZero();
  }

  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of("the pod is full", status("serving", 8, 8), status("serving", 8, 8)),
        Arguments.of("the pod is busier", status("serving", 6, 1), status("serving", 6, 1)),
        Arguments.of("the pod is gone", QUIET, status("probing", 0, 1)),
        Arguments.of("another pod has joined", status("serving", 1, -1), QUIET));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reasons")
  void aReasonToMoveExcuses(String why, AdminStatus then, AdminStatus now) {
    assertThat(SessionsKept.of(turns("home", "pod-1"), timeline(then, now)))
        .as(why)
        .isEqualTo(new SessionsKept(1, 0, 0, 0));
  }

  @Test
  void aConversationThatWasNotAtHomeMayGoThere() {
    assertThat(SessionsKept.of(turns("moved", "pod-1"), timeline(QUIET, QUIET)))
        .isEqualTo(new SessionsKept(1, 0, 0, 0));
  }

  private static AdminStatus status(String state, int inFlight, int other) {
    var pods =
        List.of(
            new Pod("pod-0", state, "", inFlight, 8),
            new Pod("pod-1", other < 0 ? "warming" : "serving", "", Math.max(0, other), 8));
    return new AdminStatus(pods, List.of(), 0, 0, 1, 1, 0);
  }

  private static List<RequestRecord> turns(String reason, String second) {
    RequestRecord first = Records.at(1, 0.1, 1, new Success("stop"));
    RequestRecord later = Records.at(5.5, 0.1, 1, new Success("stop"));
    return List.of(
        Records.turn(first, 1, 0, "pod-0", reason), Records.turn(later, 1, 1, second, "home"));
  }

  private static NavigableMap<Long, AdminStatus> timeline(AdminStatus then, AdminStatus now) {
    return new TreeMap<>(Map.of(500_000_000L, then, 5_000_000_000L, now, 6_000_000_000L, now));
  }
}
