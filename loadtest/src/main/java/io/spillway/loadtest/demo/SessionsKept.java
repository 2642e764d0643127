package io.spillway.loadtest.demo;

import io.spillway.loadtest.client.RequestRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;

/**
 * How later turns went, seen from outside.
 *
 * @param laterTurns turns whose turn before was served by a pod
 * @param couldStay those of them whose pod admitted requests and had room when they came
 * @param stayed those of them that went to that pod
 */
record SessionsKept(int laterTurns, int couldStay, int stayed) {
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
    int later = 0;
    int could = 0;
    int stayed = 0;
    for (var entry : turns.entrySet()) {
      Turn turn = entry.getKey();
      RequestRecord before = turns.get(new Turn(turn.session(), turn.turn() - 1));
      if (before == null || !before.routing().tier().equals("self-hosted")) {
        continue;
      }
      later++;
      String pod = before.routing().endpoint();
      if (open(pod, entry.getValue().times().sent(), timeline)) {
        could++;
        stayed += pod.equals(entry.getValue().routing().endpoint()) ? 1 : 0;
      }
    }
    return new SessionsKept(later, could, stayed);
  }

  /** The share that stayed of those that could; 1 when none could. */
  double share() {
    return couldStay == 0 ? 1 : stayed / (double) couldStay;
  }

  /** Whether the pod was open in the looks before and after a moment. */
  private static boolean open(String pod, long atNanos, NavigableMap<Long, AdminStatus> timeline) {
    var before = timeline.floorEntry(atNanos);
    var after = timeline.higherEntry(atNanos);
    return before != null
        && open(pod, before.getValue())
        && (after == null || open(pod, after.getValue()));
  }

  private static boolean open(String name, AdminStatus status) {
    return status.pod(name).filter(pod -> pod.admits() && pod.hasRoom()).isPresent();
  }
}
