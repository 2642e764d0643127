package io.spillway.loadtest.demo;

import io.spillway.loadtest.load.LoadSummary;
import io.spillway.loadtest.load.Quantiles;
import java.util.List;

/**
 * The demo at one moment, as far as a viewer is shown it.
 *
 * @param second since the story began
 * @param story what happens when
 * @param status what the gateway says
 * @param traffic what the client sees
 * @param podsUsd what the pods have cost
 * @param news what happened last, newest first
 */
record DemoSnapshot(
    double second,
    Story story,
    AdminStatus status,
    Traffic traffic,
    double podsUsd,
    List<String> news) {
  /**
   * What the client sees.
   *
   * @param open requests without an ending
   * @param counts of all that ended
   * @param ownShare share of own pods in the last ten seconds' answers, negative without any
   * @param firstToken seconds, of the last ten seconds' answers
   */
  record Traffic(int open, LoadSummary.Counts counts, double ownShare, Quantiles firstToken) {}
}
