package io.spillway.router;

import org.jspecify.annotations.Nullable;

/**
 * How fast an endpoint is, learned from its requests: seconds before anything of a prompt is
 * computed, prompt tokens per second, seconds from one token of an answer to the next.
 *
 * <p>Each is a median over the last requests, so that single outliers do not count, drawn towards a
 * prior while there are few. What was learned and not confirmed for a while fades back to the
 * prior: a pod that was slow is tried again.
 */
final class Pace {
  /** Of an engine about which nothing is known: an 8B model on a mid-range data-centre GPU. */
  static final double PRIOR_OVERHEAD_SECONDS = 0.05;

  static final double PRIOR_TOKENS_PER_SECOND = 10_000;
  static final double PRIOR_SECONDS_PER_TOKEN = 0.03;

  /** Smaller prompts tell of the overhead, larger ones of the rate. */
  private static final double TELLING_TOKENS = 512;

  private static final double LOG_PRIOR_RATE = Math.log(PRIOR_TOKENS_PER_SECOND);
  private static final int WINDOW = 15;
  private static final double PRIOR_WEIGHT = 2;
  private static final double SECONDS_MIN = 1e-3;
  private static final double RATE_MIN = 10;
  private static final double RATE_MAX = 1e7;
  private static final double FRESH_SECONDS = 30;
  private static final double FADE_SECONDS = 60;

  private final @Nullable Pace prior;
  private final double priorOverhead;
  private final WindowMedian overhead = new WindowMedian(WINDOW);
  private final WindowMedian logRate = new WindowMedian(WINDOW);
  private final WindowMedian perToken = new WindowMedian(WINDOW);
  private final boolean fades;
  private long overheadNanos;
  private long rateNanos;

  // The last result of exp(), which is asked for much more often than it changes.
  private double logShown = LOG_PRIOR_RATE;
  private double rateShown = PRIOR_TOKENS_PER_SECOND;

  /** Of own pods together, which are as they were after a quiet night. */
  Pace() {
    this.prior = null;
    this.priorOverhead = PRIOR_OVERHEAD_SECONDS;
    this.fades = false;
  }

  /**
   * Of something whose speed nothing else tells of.
   *
   * @param priorOverhead seconds to its first token as long as nothing was learned
   */
  Pace(double priorOverhead) {
    this.prior = null;
    this.priorOverhead = priorOverhead;
    this.fades = true;
  }

  /** A pace that fades to another. */
  Pace(Pace prior) {
    this.prior = prior;
    this.priorOverhead = prior.priorOverhead;
    this.fades = true;
  }

  /**
   * Learns one first token.
   *
   * @param tokens of work on prompts until then, as {@link PromptWork} counts: ahead of it and its
   *     own
   * @param seconds from dispatch to the first token
   */
  void firstToken(double tokens, double seconds, long nowNanos) {
    if (tokens < TELLING_TOKENS) {
      overhead.add(Math.max(0, seconds - tokens / tokensPerSecond(nowNanos)));
      overheadNanos = nowNanos;
    } else {
      double computing = Math.max(SECONDS_MIN, seconds - overheadSeconds(nowNanos));
      logRate.add(Math.log(Math.clamp(tokens / computing, RATE_MIN, RATE_MAX)));
      rateNanos = nowNanos;
    }
  }

  /** Learns the mean time between two tokens of one answer. */
  void decoded(double secondsPerToken) {
    perToken.add(secondsPerToken);
  }

  /** Seconds to the first token of an empty prompt. */
  double overheadSeconds(long nowNanos) {
    double known = prior == null ? priorOverhead : prior.overheadSeconds(nowNanos);
    return drawn(overhead, known, trust(overhead, overheadNanos, nowNanos));
  }

  /** Prompt tokens computed per second. */
  double tokensPerSecond(long nowNanos) {
    double log = logTokensPerSecond(nowNanos);
    if (log != logShown) {
      logShown = log;
      rateShown = Math.exp(log);
    }
    return rateShown;
  }

  private double logTokensPerSecond(long nowNanos) {
    double known = prior == null ? LOG_PRIOR_RATE : prior.logTokensPerSecond(nowNanos);
    return drawn(logRate, known, trust(logRate, rateNanos, nowNanos));
  }

  /** Seconds between two tokens of an answer. */
  double secondsPerToken() {
    double known = prior == null ? PRIOR_SECONDS_PER_TOKEN : prior.secondsPerToken();
    return drawn(perToken, known, share(perToken.count()));
  }

  private static double drawn(WindowMedian learned, double prior, double trust) {
    return trust == 0 ? prior : prior + trust * (learned.value() - prior);
  }

  /** How much of what was learned counts, 0 to 1. */
  private double trust(WindowMedian learned, long confirmedNanos, long nowNanos) {
    double share = share(learned.count());
    if (!fades) {
      return share;
    }
    double stale = (nowNanos - confirmedNanos) / 1e9 - FRESH_SECONDS;
    return stale <= 0 ? share : share * Math.exp(-stale / FADE_SECONDS);
  }

  private static double share(int count) {
    return count / (count + PRIOR_WEIGHT);
  }
}
