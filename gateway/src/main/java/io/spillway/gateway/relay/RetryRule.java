package io.spillway.gateway.relay;

import io.spillway.router.Tier;

/**
 * Says whether a request that failed on one endpoint may be tried on another.
 *
 * <p>On own pods whatever ended before a real event may be tried elsewhere, at most {@value
 * #ATTEMPTS_MAX} times in all. An overflow target is paid for what it does, so only a refusal that
 * came before it generated may. A request that {@value Deaths#MAX} endpoints may have died of goes
 * nowhere any more, whatever is left: it would take one after the other.
 */
final class RetryRule {
  /** Tries of one request on own pods. */
  static final int ATTEMPTS_MAX = 3;

  /** Stale connections that are replaced without counting as tries. */
  static final int STALE_MAX = 3;

  private RetryRule() {}

  static boolean elsewhere(Tier tier, AttemptEnd.Failure end, int attempts, Deaths deaths) {
    if (deaths.tooMany()) {
      return false;
    }
    return switch (end) {
      case AttemptEnd.Refused _, AttemptEnd.Unreachable _ ->
          tier == Tier.OVERFLOW || attempts < ATTEMPTS_MAX;
      case AttemptEnd.Stale _, AttemptEnd.Failed _, AttemptEnd.Restarted _, AttemptEnd.Died _ ->
          tier == Tier.SELF_HOSTED && attempts < ATTEMPTS_MAX;
    };
  }

  /** Says whether a request that no pod may be given any more may go to an overflow target. */
  static boolean outside(Tier tier, Deaths deaths) {
    return tier == Tier.SELF_HOSTED && !deaths.tooMany();
  }

  /** Says whether another own pod may go on with a stream that broke. */
  static boolean goesOn(int attempts, Deaths deaths) {
    return attempts < ATTEMPTS_MAX && !deaths.tooMany();
  }

  /**
   * Says whether a retry counts against the budget. Where nothing was sent, nothing is done twice:
   * a retry then adds no load.
   */
  static boolean takesBudget(Tier tier, AttemptEnd.Failure end) {
    return tier == Tier.SELF_HOSTED && !(end instanceof AttemptEnd.Unreachable);
  }
}
