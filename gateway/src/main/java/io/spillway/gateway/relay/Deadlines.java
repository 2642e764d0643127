package io.spillway.gateway.relay;

import io.spillway.gateway.config.Heartbeat;
import io.spillway.gateway.config.Timeouts;

/**
 * The moments at which something is due for one request. Pure: time is an argument.
 *
 * <pre>
 * accepted ── heartbeat.first ─► comment ── heartbeat.every ─► comment …      (streams only)
 * dispatched ── firstToken ─► gives up, unless a real event came              (streams only)
 * real event ── idle ─► gives up, unless another came
 * dispatched ── total ─► gives up, unless it ended
 * </pre>
 *
 * <p>An answer that is no stream shows nothing until it is whole, so only {@code total} bounds it.
 */
final class Deadlines {
  /** Nothing will ever be due. */
  static final long NEVER = Long.MAX_VALUE;

  /** What is due. */
  enum Due {
    NOTHING,
    HEARTBEAT,
    FIRST_TOKEN,
    IDLE,
    TOTAL
  }

  private final Timeouts timeouts;
  private final Heartbeat heartbeat;
  private final boolean stream;
  private long heartbeatAt;
  private long firstTokenAt = NEVER;
  private long idleAt = NEVER;
  private long totalAt = NEVER;

  Deadlines(Timeouts timeouts, Heartbeat heartbeat, boolean stream, long acceptedNanos) {
    this.timeouts = timeouts;
    this.heartbeat = heartbeat;
    this.stream = stream;
    this.heartbeatAt = stream ? acceptedNanos + heartbeat.first().toNanos() : NEVER;
  }

  /**
   * Notes a dispatch; only the first starts a clock, so retries do not extend it. One that goes on
   * with what another began has the whole idle time for its first event, however long it waited.
   */
  void dispatched(long nowNanos) {
    if (totalAt == NEVER) {
      totalAt = nowNanos + timeouts.total().toNanos();
      firstTokenAt = stream ? nowNanos + timeouts.firstToken().toNanos() : NEVER;
    }
    resumed(nowNanos);
  }

  /** Notes that a dispatch was taken back: nothing bounds the endpoint until the next. */
  void putBack() {
    totalAt = NEVER;
    firstTokenAt = NEVER;
  }

  /** Notes a real event. */
  void realEvent(long nowNanos) {
    firstTokenAt = NEVER;
    idleAt = nowNanos + timeouts.idle().toNanos();
  }

  /** Notes that the engine may go on after the client was slow: it gets the whole time again. */
  void resumed(long nowNanos) {
    if (idleAt != NEVER) {
      idleAt = nowNanos + timeouts.idle().toNanos();
    }
  }

  /** Notes that something was written to the client, a comment included. */
  void written(long nowNanos) {
    heartbeatAt = nowNanos + heartbeat.every().toNanos();
  }

  /** The next moment at which something is due. */
  long next() {
    return Math.min(Math.min(heartbeatAt, firstTokenAt), Math.min(idleAt, totalAt));
  }

  /** What is due now; limits before comments. */
  Due due(long nowNanos) {
    if (nowNanos >= totalAt) {
      return Due.TOTAL;
    }
    if (nowNanos >= firstTokenAt) {
      return Due.FIRST_TOKEN;
    }
    if (nowNanos >= idleAt) {
      return Due.IDLE;
    }
    return nowNanos >= heartbeatAt ? Due.HEARTBEAT : Due.NOTHING;
  }
}
