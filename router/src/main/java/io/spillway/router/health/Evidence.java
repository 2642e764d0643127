package io.spillway.router.health;

/**
 * How strongly a pod's failures speak against it, given how the other pods do.
 *
 * <p>In nats: were the pod as good as the others, it would look this bad with a probability of at
 * most {@code e^-evidence} (Chernoff's bound for shares; exact for runs). So a fault that every pod
 * has is no evidence against any of them, and chance is not taken for a fault where few outcomes
 * are known.
 */
final class Evidence {
  /** What is enough: chance alone does this once in 8,000 looks. */
  static final double ENOUGH = 9;

  /** Failures that are expected of the best of fleets; a few are never an outlier's. */
  private static final double FAILURE_SHARE_MIN = 0.02;

  /** Outcomes that a fleet nothing is known of is taken to have had, and failures among them. */
  private static final double PRIOR_OUTCOMES = 5;

  private static final double PRIOR_FAILURES = 0.1;

  private Evidence() {}

  /** The share of failures to expect of a pod that is like the others. */
  static double expectedFailures(long good, long bad) {
    return Math.max(FAILURE_SHARE_MIN, (bad + PRIOR_FAILURES) / (good + bad + PRIOR_OUTCOMES));
  }

  /** What so many failures in a row say where that share is expected. */
  static double ofRun(int failures, double expected) {
    return failures * -Math.log(expected);
  }

  /** What failures among other outcomes say where that share is expected. */
  static double ofShare(int good, int bad, double expected) {
    int outcomes = good + bad;
    if (bad <= expected * outcomes) {
      return 0;
    }
    double share = (double) bad / outcomes;
    double failures = bad * Math.log(share / expected);
    return good == 0 ? failures : failures + good * Math.log((1 - share) / (1 - expected));
  }
}
