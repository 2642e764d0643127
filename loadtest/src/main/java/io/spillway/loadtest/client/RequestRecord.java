package io.spillway.loadtest.client;

import io.spillway.loadtest.trace.PlannedRequest;

/**
 * One request as it went.
 *
 * @param planned what was to be sent, and when
 * @param times when things happened
 * @param status of the response, 0 without one
 * @param routing what the gateway said about its way
 * @param usage tokens the engine reported
 * @param outcome how it ended
 */
public record RequestRecord(
    Planned planned, Times times, int status, Routing routing, Usage usage, Outcome outcome) {
  /**
   * The part of the plan that reports need.
   *
   * @param index place in the workload
   * @param session its conversation
   * @param turn place in the conversation, from 0
   * @param promptTokens length of the prompt
   * @param outputTokens length of answer asked for
   */
  public record Planned(int index, int session, int turn, int promptTokens, int outputTokens) {
    static Planned of(PlannedRequest request) {
      return new Planned(
          request.index(),
          request.session(),
          request.turn(),
          request.prompt().tokens(),
          request.outputTokens());
    }
  }

  /**
   * Moments in nanoseconds since the run's start.
   *
   * @param intended when it was to be sent
   * @param sent when it was sent
   * @param firstToken when content first arrived, or {@link #NEVER}
   * @param end when it was over
   */
  public record Times(long intended, long sent, long firstToken, long end) {
    /** A moment that did not come. */
    public static final long NEVER = -1;
  }

  /** Whether content arrived. */
  public boolean hasFirstToken() {
    return times.firstToken() != Times.NEVER;
  }

  /** Seconds from the planned start to the first content. */
  public double firstTokenSeconds() {
    return (times.firstToken() - times.intended()) / 1e9;
  }

  /** Seconds from the planned start to the end. */
  public double totalSeconds() {
    return (times.end() - times.intended()) / 1e9;
  }

  /** Seconds by which the generator itself was late. */
  public double lateSeconds() {
    return (times.sent() - times.intended()) / 1e9;
  }

  /** Whether it really was sent. */
  public boolean sent() {
    return !(outcome instanceof Outcome.Cancelled(CancelReason reason)
        && reason == CancelReason.IN_FLIGHT_BOUND);
  }

  /** Whether the answer had begun when an error ended it. */
  public boolean cut() {
    return outcome instanceof Outcome.DeclaredError error && error.cut() && hasFirstToken();
  }
}
