package io.spillway.loadtest.trace;

import java.util.random.RandomGenerator;

/**
 * How conversations go on: turns per conversation, gaps between turns, and system prompts.
 *
 * <p>Turns and gaps follow the sessions of the Mooncake conversation trace (mean 1.63 turns, 90 %
 * at most 3, 99 % at most 8; gaps lognormal, quartiles near 66, 123 and 264 s). The system prompts
 * are those of the "medical week" load: four lengths, shared by all conversations.
 *
 * @param gapScale factor on the gaps, so that a short run still sees later turns
 */
record SessionShape(double gapScale) {
  private static final double[] TURNS_AT_MOST = {
    0.76, 0.87, 0.925, 0.95, 0.965, 0.975, 0.983, 0.991
  };
  private static final int TURNS_MAX = 20;
  private static final double GAP_MEDIAN_SECONDS = 123;
  private static final double GAP_SIGMA = 1.05;
  private static final int[] SYSTEM_TOKENS = {250, 450, 700, 1100};
  private static final double[] SYSTEM_AT_MOST = {0.4, 0.7, 0.9};

  /** Turns of a new conversation. */
  int turns(RandomGenerator random) {
    int turns = 1 + place(TURNS_AT_MOST, random.nextDouble());
    return turns <= TURNS_AT_MOST.length ? turns : random.nextInt(turns, TURNS_MAX + 1);
  }

  /** Seconds until a conversation's next turn. */
  double gapSeconds(RandomGenerator random) {
    return gapScale * GAP_MEDIAN_SECONDS * Math.exp(GAP_SIGMA * random.nextGaussian());
  }

  /** Length of a new conversation's system prompt. */
  int systemTokens(RandomGenerator random) {
    return SYSTEM_TOKENS[place(SYSTEM_AT_MOST, random.nextDouble())];
  }

  private static int place(double[] atMost, double draw) {
    int place = 0;
    while (place < atMost.length && draw >= atMost[place]) {
      place++;
    }
    return place;
  }
}
