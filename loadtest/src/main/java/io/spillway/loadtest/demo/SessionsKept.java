package io.spillway.loadtest.demo;

import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.demo.AdminStatus.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where later turns went.
 *
 * <p>A turn <i>could stay</i> when nothing gave a reason to move it: its conversation was on its
 * own pod, the same pods served then and now, and that pod was no busier than the average. The
 * others may rightly go elsewhere: a pod was full, died, or joined and took its share.
 *
 * @param laterTurns turns whose turn before was served by a pod
 * @param samePod those of them that went to that pod
 * @param couldStay those of them that could stay
 * @param stayed those of them that could stay and did
 */
record SessionsKept(int laterTurns, int samePod, int couldStay, int stayed) {
  /** The gateway's word for a conversation on its own pod. */
  private static final String HOME = "home";

  /** A turn of a session. */
  private record Turn(int session, int turn) {}

  /**
   * Counts over a run.
   *
   * @param timeline what the gateway said of its pods, by nanoseconds since the run's start
   */
  static SessionsKept of(
      Collection<RequestRecord> records, NavigableMap<Long, AdminStatus> timeline) {
    Map<Turn, RequestRecord> turns = new HashMap<>();
    for (RequestRecord record : records) {
      if (!record.routing().endpoint().isEmpty()) {
        turns.put(new Turn(record.planned().session(), record.planned().turn()), record);
      }
    }
    var kept = new SessionsKept(0, 0, 0, 0);
    for (var entry : turns.entrySet()) {
      Turn turn = entry.getKey();
      RequestRecord before = turns.get(new Turn(turn.session(), turn.turn() - 1));
      if (before != null && before.routing().tier().equals("self-hosted")) {
        RequestRecord now = entry.getValue();
        boolean same = before.routing().endpoint().equals(now.routing().endpoint());
        kept = kept.with(same, couldStay(before, now, timeline));
      }
    }
    return kept;
  }

  /** The share that stayed of those that could; 1 when none could. */
  double share() {
    return couldStay == 0 ? 1 : stayed / (double) couldStay;
  }

  private SessionsKept with(boolean same, boolean could) {
    return new SessionsKept(
        laterTurns + 1,
        samePod + (same ? 1 : 0),
        couldStay + (could ? 1 : 0),
        stayed + (same && could ? 1 : 0));
  }

  private static boolean couldStay(
      RequestRecord before, RequestRecord now, NavigableMap<Long, AdminStatus> timeline) {
    var then = timeline.floorEntry(before.times().sent());
    var last = timeline.floorEntry(now.times().sent());
    var next = timeline.higherEntry(now.times().sent());
    if (then == null || last == null || next == null || !before.routing().reason().equals(HOME)) {
      return false;
    }
    Set<String> pods = admitting(then.getValue());
    String pod = before.routing().endpoint();
    return pods.equals(admitting(last.getValue()))
        && pods.equals(admitting(next.getValue()))
        && unhurried(pod, last.getValue())
        && unhurried(pod, next.getValue());
  }

  private static Set<String> admitting(AdminStatus status) {
    return status.pods().stream().filter(Pod::admits).map(Pod::name).collect(Collectors.toSet());
  }

  /** Whether the pod has room and no more in flight than the average, rounded up. */
  private static boolean unhurried(String name, AdminStatus status) {
    double average =
        status.pods().stream().filter(Pod::admits).mapToInt(Pod::inFlight).average().orElse(0);
    return status
        .pod(name)
        .filter(pod -> pod.admits() && pod.hasRoom() && pod.inFlight() <= Math.ceil(average))
        .isPresent();
  }
}
