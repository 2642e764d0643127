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
import org.junit.jupiter.api.Test;

final class SessionsKeptTest {
  @Test
  void aTurnThatStaysIsKept() {
    SessionsKept kept = SessionsKept.of(turns("pod-0"), timeline("serving", 3));

    assertThat(kept).isEqualTo(new SessionsKept(1, 1, 1));
    assertThat(kept.share()).isEqualTo(1);
  }

  @Test
  void aTurnThatLeavesAPodWithRoomIsNotKept() {
    SessionsKept kept = SessionsKept.of(turns("pod-1"), timeline("serving", 3));

    assertThat(kept).isEqualTo(new SessionsKept(1, 1, 0));
    assertThat(kept.share()).isZero();
  }

  @Test
  void nobodyCanStayOnAPodThatIsGoneOrFull() {
    assertThat(SessionsKept.of(turns("pod-1"), timeline("probing", 0)))
        .isEqualTo(new SessionsKept(1, 0, 0));
    assertThat(SessionsKept.of(turns("pod-1"), timeline("serving", 8)))
        .isEqualTo(new SessionsKept(1, 0, 0));
  }

  private static List<RequestRecord> turns(String second) {
    RequestRecord first = Records.at(1, 0.1, 1, new Success("stop"));
    RequestRecord later = Records.at(5.5, 0.1, 1, new Success("stop"));
    return List.of(Records.turn(first, 1, 0, "pod-0"), Records.turn(later, 1, 1, second));
  }

  private static NavigableMap<Long, AdminStatus> timeline(String state, int inFlight) {
    var pods = List.of(new Pod("pod-0", state, "", inFlight, 8));
    var status = new AdminStatus(pods, List.of(), 0, 0, 1, 1, 0);
    return new TreeMap<>(Map.of(5_000_000_000L, status, 6_000_000_000L, status));
  }
}
