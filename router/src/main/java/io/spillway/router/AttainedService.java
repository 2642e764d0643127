package io.spillway.router;

/**
 * How much service a tenant had of late: prompt tokens and twice the output tokens (an output token
 * costs an engine about that much more), of which half is forgotten every minute. After the virtual
 * token counter of Sheng et al., <i>Fairness in Serving Large Language Models</i>, 2024.
 *
 * <p>It is kept as a <i>level</i>: the logarithm of the service plus the logarithm of all that has
 * decayed since the beginning of the clock. A level stays what it is while time passes, since
 * everybody's service decays alike, and levels compare as the services do at any one moment. So
 * nothing has to be touched for the decay, and orders of levels stay orders.
 */
final class AttainedService {
  /** The level of no service at all. */
  static final double NONE = Double.NEGATIVE_INFINITY;

  private static final double DECAY_PER_NANO = Math.log(2) / 60e9;
  private static final double OUTPUT_WEIGHT = 2;
  private static final int OUTPUT_TOKENS_EXPECTED = 256;

  private AttainedService() {}

  /** The service, in tokens, that a level stands for at a moment. */
  static double tokens(double level, long nowNanos) {
    return Math.exp(level - DECAY_PER_NANO * nowNanos);
  }

  /** The level after {@code tokens} more; they may be negative, the service is never. */
  static double plus(double level, double tokens, long nowNanos) {
    return Math.log(Math.max(0, tokens(level, nowNanos) + tokens)) + DECAY_PER_NANO * nowNanos;
  }

  /** The level of what is left of a service without a part of it. */
  static double minus(double level, double part) {
    return part >= level ? NONE : level + Math.log1p(-Math.exp(part - level));
  }

  /** What is left now of a charge made earlier, as a share of it. */
  static double left(long chargedNanos, long nowNanos) {
    return Math.exp(-DECAY_PER_NANO * Math.max(0, nowNanos - chargedNanos));
  }

  /** The service that a prompt is charged with before its answer's length is known; &gt; 0. */
  static double expected(Prompt prompt) {
    int output =
        prompt.outputTokensMax() == 0
            ? OUTPUT_TOKENS_EXPECTED
            : Math.min(OUTPUT_TOKENS_EXPECTED, prompt.outputTokensMax());
    return counted(prompt.tokens(), output);
  }

  /** The service of a prompt and its answer, as an engine counted them. */
  static double counted(int promptTokens, int outputTokens) {
    return promptTokens + OUTPUT_WEIGHT * outputTokens;
  }
}
