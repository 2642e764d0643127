package io.spillway.router;

/**
 * How far a pod's cache can be believed to hold what was sent there: the share of the tokens
 * believed to be cached that the engine found. An engine without a prefix cache teaches 0, and one
 * whose cache is smaller or busier than it says something between.
 */
final class CacheTrust {
  private static final double WEIGHT = 0.1;
  private static final double QUERIES_MIN = 1_000;

  private double share = 1;
  private double believed;
  private double sent;
  private boolean told;
  private double hitsBefore = Double.NaN;
  private double queriesBefore = Double.NaN;

  double share() {
    return share;
  }

  /** Notes a prompt that is sent, and what of it is believed to be cached before trust counts. */
  void sent(int promptTokens, int believedTokens) {
    sent += promptTokens;
    believed += believedTokens;
  }

  /** Learns from one request what the engine took from its cache of what was believed. */
  void found(int believedTokens, int cachedTokens) {
    told = true;
    if (believedTokens > 0) {
      learn(cachedTokens / (double) believedTokens);
    }
  }

  /**
   * Learns from an engine's counters, when its answers do not tell: their growth since the last
   * time is compared with what was sent since. NaN is unknown.
   */
  void counted(double hits, double queries) {
    double queried = queries - queriesBefore;
    double hit = hits - hitsBefore;
    if (queried >= QUERIES_MIN && hit >= 0 && !told && believed > 0 && sent > 0) {
      learn((hit / queried) / (believed / sent));
    }
    if (!(queried >= 0 && queried < QUERIES_MIN)) {
      hitsBefore = hits;
      queriesBefore = queries;
      believed = 0;
      sent = 0;
      told = false;
    }
  }

  private void learn(double found) {
    share += WEIGHT * (Math.clamp(found, 0, 1) - share);
  }
}
