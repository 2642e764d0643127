package io.spillway.loadtest.routing;

import java.util.List;

/**
 * How one policy did with one fleet.
 *
 * @param policy its name
 * @param hitPercent prompt tokens found cached, of a hundred
 * @param mean seconds to the first token
 * @param p50 half of the requests were faster
 * @param p95 95 of a hundred were
 * @param p99 99 of a hundred were
 */
record Standing(String policy, Figure hitPercent, Figure mean, Figure p50, Figure p95, Figure p99) {
  static Standing of(String policy, List<ReplayResult> results) {
    return new Standing(
        policy,
        Figure.of(results.stream().map(result -> 100 * result.hitRatio()).toList()),
        Figure.of(results.stream().map(ReplayResult::meanSeconds).toList()),
        quantile(results, 0.5),
        quantile(results, 0.95),
        quantile(results, 0.99));
  }

  private static Figure quantile(List<ReplayResult> results, double share) {
    return Figure.of(results.stream().map(result -> result.quantileSeconds(share)).toList());
  }
}
