package io.spillway.loadtest.engine;

import java.util.random.RandomGenerator;

/**
 * How long answers are that nobody bounded: lognormal, as real ones are.
 *
 * @param median tokens of the answer in the middle
 * @param sigma spread of the logarithm
 * @param max tokens of the longest
 */
public record OutputLength(int median, double sigma, int max) {
  /** About the answers of a chat service. */
  public static final OutputLength DEFAULTS = new OutputLength(129, 0.95, 1000);

  public OutputLength {
    if (median < 1 || max < median || !(sigma >= 0)) {
      throw new IllegalArgumentException(
          "outputLength: median %d, sigma %s, max %d (expected: 1 <= median <= max, sigma >= 0)"
              .formatted(median, sigma, max));
    }
  }

  /** The length of one answer. */
  int draw(RandomGenerator random) {
    double length = median * Math.exp(sigma * random.nextGaussian());
    return Math.clamp(Math.round(length), 1, max);
  }
}
