package io.spillway.loadtest.bench.wire;

import java.time.Duration;

/** What a client asks for, and at which pace. */
public sealed interface Load {
  /** Bytes of the user's message. */
  int promptBytes();

  /** Requests without a stream, each connection's next as soon as its last was answered. */
  record Closed(int connections, int promptBytes) implements Load {}

  /** Requests without a stream at a fixed rate, whatever the answers take. */
  record Open(int perSecond, int promptBytes) implements Load {}

  /**
   * Streams, as many at once as given; one that ended is followed by the next.
   *
   * @param events content events of each
   * @param interval from one event to the next
   * @param firstToken from the request to the first event
   */
  record Streams(int streams, int events, Duration interval, Duration firstToken) implements Load {
    @Override
    public int promptBytes() {
      return 64;
    }
  }
}
