package io.spillway.loadtest.load;

import io.spillway.loadtest.client.Outcome;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.client.RequestRecord.Planned;
import io.spillway.loadtest.client.RequestRecord.Times;
import io.spillway.loadtest.client.Routing;
import io.spillway.loadtest.client.Usage;

/** Makes records for tests. */
public final class Records {
  private Records() {}

  /** A request planned at a second, with its first token and end that many seconds later. */
  public static RequestRecord at(double second, double firstToken, double total, Outcome outcome) {
    var times =
        new Times(nanos(second), nanos(second), nanos(second + firstToken), nanos(second + total));
    var planned = new Planned(0, 0, 0, 100, 10);
    return new RequestRecord(planned, times, 200, Routing.UNKNOWN, new Usage(100, 25, 10), outcome);
  }

  /** The same as a turn of a session that one endpoint served. */
  public static RequestRecord turn(RequestRecord record, int session, int turn, String endpoint) {
    return turn(record, session, turn, endpoint, "");
  }

  /** The same with the gateway's reason. */
  public static RequestRecord turn(
      RequestRecord record, int session, int turn, String endpoint, String reason) {
    return new RequestRecord(
        new Planned(0, session, turn, 100, 10),
        record.times(),
        record.status(),
        new Routing("self-hosted", endpoint, reason, 0, 1),
        record.usage(),
        record.outcome());
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }
}
