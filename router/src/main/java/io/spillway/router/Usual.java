package io.spillway.router;

/** What requests of a pool are usually like, learned from those that had their first token. */
final class Usual {
  private static final double WORK_SMOOTHING = 0.02;
  private static final double SECONDS_SMOOTHING = 0.002;

  // No single request, however absurd, may weigh more than this.
  private static final double SECONDS_MAX = 600;
  private static final double WORK_MAX = 1e6;

  private double meanSeconds = 1;
  private double meanSquare = 1;
  private double work;

  /**
   * Learns of one first token.
   *
   * @param seconds from dispatch to the first token
   * @param promptWork on its prompt, as {@link PromptWork} counts
   */
  void firstToken(double seconds, double promptWork) {
    double bounded = Math.min(seconds, SECONDS_MAX);
    meanSeconds += SECONDS_SMOOTHING * (bounded - meanSeconds);
    meanSquare += SECONDS_SMOOTHING * (bounded * bounded - meanSquare);
    work += WORK_SMOOTHING * (Math.min(promptWork, WORK_MAX) - work);
  }

  /** Seconds to the first token, long ones weighing more: the mean of squares over the mean. */
  double seconds() {
    return meanSquare / Math.max(meanSeconds, 1e-6);
  }

  /** Work on one prompt. */
  double work() {
    return work;
  }
}
