package io.spillway.loadtest.routing;

import io.spillway.loadtest.trace.BlockRow;
import io.spillway.loadtest.trace.BlockTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A recorded trace as requests to replay: in the order of their arrival, each moved by chance
 * within its cell of the recording's grid.
 *
 * <p>A request's session is the first of its blocks that is private: one that fewer than one in a
 * hundred requests contain. That is what a client's key of a conversation comes to, and what a hash
 * over system prompt and first message would find.
 *
 * @param requests by arrival, numbered from 0
 */
record Recording(List<ReplayRequest> requests) {
  private static final int SHARED_BY_ONE_IN = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A trace with arrivals spread within their cells by a seed. */
  static Recording of(BlockTrace trace, long seed) {
    var random = new SplittableRandom(seed);
    var requests = new ArrayList<ReplayRequest>();
    Map<Integer, Integer> users = users(trace);
    int shared = Math.max(1, trace.rows().size() / SHARED_BY_ONE_IN);
    for (BlockRow row : trace.rows()) {
      long nanos =
          row.arrivalMs() * NANOS_PER_MILLI + random.nextLong(BlockTrace.GRID_MS * NANOS_PER_MILLI);
      var arrival =
          new Arrival(
              requests.size(), nanos, session(row, users, shared), row.inputTokens(), row.blocks());
      requests.add(new ReplayRequest(arrival, row.outputTokens()));
    }
    requests.sort(Comparator.comparingLong(request -> request.arrival().nanos()));
    for (int i = 0; i < requests.size(); i++) {
      requests.set(i, numbered(requests.get(i), i));
    }
    return new Recording(List.copyOf(requests));
  }

  /** All prompt tokens. */
  long promptTokens() {
    return requests.stream().mapToLong(request -> request.arrival().promptTokens()).sum();
  }

  private static ReplayRequest numbered(ReplayRequest request, int index) {
    Arrival old = request.arrival();
    return new ReplayRequest(
        new Arrival(index, old.nanos(), old.session(), old.promptTokens(), old.blocks()),
        request.outputTokens());
  }

  private static Map<Integer, Integer> users(BlockTrace trace) {
    var users = new HashMap<Integer, Integer>();
    for (BlockRow row : trace.rows()) {
      for (int block : row.blocks()) {
        users.merge(block, 1, Integer::sum);
      }
    }
    return users;
  }

  private static int session(BlockRow row, Map<Integer, Integer> users, int shared) {
    for (int block : row.blocks()) {
      if (users.getOrDefault(block, 0) <= shared) {
        return block;
      }
    }
    return row.blocks()[row.blocks().length - 1];
  }
}
