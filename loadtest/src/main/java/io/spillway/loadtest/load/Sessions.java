package io.spillway.loadtest.load;

import io.spillway.loadtest.client.RequestRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How many later turns went where the turn before went.
 *
 * @param laterTurns turns that had one before, both served by a named endpoint
 * @param kept those of them on the same endpoint
 */
public record Sessions(int laterTurns, int kept) {
  /** A turn of a session. */
  private record Turn(int session, int turn) {}

  /** Counts over records in any order. */
  public static Sessions of(Collection<RequestRecord> records) {
    Map<Turn, String> endpoints = new HashMap<>();
    for (RequestRecord record : records) {
      if (!record.routing().endpoint().isEmpty()) {
        var turn = new Turn(record.planned().session(), record.planned().turn());
        endpoints.put(turn, record.routing().endpoint());
      }
    }
    int later = 0;
    int kept = 0;
    for (var entry : endpoints.entrySet()) {
      Turn turn = entry.getKey();
      String before = endpoints.get(new Turn(turn.session(), turn.turn() - 1));
      if (before != null) {
        later++;
        kept += before.equals(entry.getValue()) ? 1 : 0;
      }
    }
    return new Sessions(later, kept);
  }

  /** The share that stayed; 1 when there was no later turn. */
  public double share() {
    return laterTurns == 0 ? 1 : kept / (double) laterTurns;
  }
}
