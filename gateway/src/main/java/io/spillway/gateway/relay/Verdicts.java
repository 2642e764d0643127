package io.spillway.gateway.relay;

import io.spillway.router.health.Verdict;

/** Says what the end of an attempt means for the pod it was on. */
final class Verdicts {
  private Verdicts() {}

  /**
   * The verdict of an attempt that ended by itself. A whole answer must have been read before: one
   * that is an error or incomplete is another end.
   */
  static Verdict of(AttemptEnd end) {
    return switch (end) {
      case AttemptEnd.Complete _, AttemptEnd.Answer _ -> Verdict.SUCCESS;
      case AttemptEnd.CallerError _ -> Verdict.CALLER;
      case AttemptEnd.Refused _ -> Verdict.REFUSED;
      case AttemptEnd.Unreachable _ -> Verdict.UNREACHABLE;
      case AttemptEnd.Stale _, AttemptEnd.Restarted _ -> Verdict.UNKNOWN;
      case AttemptEnd.Failed _, AttemptEnd.Died _ -> Verdict.FAILURE;
      case AttemptEnd.Broken broken -> of(broken.by());
    };
  }

  /** To go on with another's answer is more than an endpoint must be able to do. */
  private static Verdict of(StreamBreak by) {
    return by == StreamBreak.RESTARTED ? Verdict.UNKNOWN : Verdict.FAILURE;
  }

  /**
   * The verdict of an attempt that was given up.
   *
   * <p>The first token's limit runs on over retries, so a later endpoint may not have had the time
   * to keep it. A stream that reaches the limit of the whole was being produced all along; a whole
   * answer was not there.
   *
   * @param attempts endpoints that were tried, this one included
   */
  static Verdict of(Expiry expiry, int attempts, boolean stream) {
    return switch (expiry) {
      case IDLE -> Verdict.FAILURE;
      case FIRST_TOKEN -> attempts == 1 ? Verdict.FAILURE : Verdict.UNKNOWN;
      case TOTAL -> attempts == 1 && !stream ? Verdict.FAILURE : Verdict.UNKNOWN;
      case LEAVING -> Verdict.UNKNOWN;
    };
  }
}
