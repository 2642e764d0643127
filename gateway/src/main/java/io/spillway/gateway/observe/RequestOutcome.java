package io.spillway.gateway.observe;

import io.spillway.router.AffinityResult;
import io.spillway.router.Explanation;
import io.spillway.router.Priority;
import io.spillway.router.Tier;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one request at its end; meters, access log and the explain ring are fed from
 * it.
 *
 * @param request what was asked
 * @param decision where it went, and why
 * @param result how it ended
 * @param times how long its parts took
 * @param tokens how large it was
 * @param costUsd what it cost; NaN when it has no price
 */
public record RequestOutcome(
    Request request, Decision decision, Result result, Times times, Tokens tokens, double costUsd) {
  /** The model of a request that names none of the configured ones. */
  public static final String UNKNOWN_MODEL = "_unknown";

  /** The queue position of a request that never waited. */
  public static final int NOT_QUEUED = -1;

  private static final int CLIENT_GONE_STATUS = 499;
  private static final String[] STATUS_LABELS = statusLabels();

  /**
   * What was asked.
   *
   * @param tenant null when no tenant was identified
   * @param model its configured name, or {@link #UNKNOWN_MODEL}
   * @param kind the API's label, such as {@code chat}
   * @param priority how urgent it was; null for one that never waits for a place
   */
  public record Request(
      String id,
      @Nullable String tenant,
      String model,
      String kind,
      boolean stream,
      @Nullable Priority priority) {}

  /**
   * Where it went, and why.
   *
   * @param endpoint the pod or target that was last tried; null when there was none
   * @param reason label of the placement's or the refusal's reason
   * @param attempts times it was sent to an endpoint
   * @param preemptions times it gave its place to a more urgent request
   * @param resumes times its stream broke and went on from another endpoint
   * @param queuePosition requests ahead of it when it began to wait, the last time; {@link
   *     #NOT_QUEUED} when it never did
   * @param estimate expected seconds from its last dispatch to the first token; NaN when unknown
   * @param explanation what the last decision compared; {@link Explanation#NONE} when that refused
   *     it
   */
  public record Decision(
      Tier tier,
      @Nullable String endpoint,
      String reason,
      AffinityResult affinity,
      int attempts,
      int preemptions,
      int resumes,
      int queuePosition,
      double estimate,
      Explanation explanation) {
    /** Of a request for which no pods were compared, and which was neither put back nor resumed. */
    public Decision(
        Tier tier,
        @Nullable String endpoint,
        String reason,
        AffinityResult affinity,
        int attempts) {
      this(
          tier,
          endpoint,
          reason,
          affinity,
          attempts,
          0,
          0,
          NOT_QUEUED,
          Double.NaN,
          Explanation.NONE);
    }

    /** Whether it went to a pod that was compared with others. */
    public boolean compared() {
      return tier == Tier.SELF_HOSTED && !explanation.candidates().isEmpty();
    }
  }

  /**
   * How it ended.
   *
   * @param status the HTTP status that was sent; 499 when the client had gone before one was
   * @param errorCode the error's code as the client saw it; null for none
   */
  public record Result(int status, Ending ending, @Nullable String errorCode) {}

  /**
   * How long its parts took, in seconds since the request was accepted where nothing else is said.
   *
   * @param queue spent waiting for a place
   * @param firstToken until the first real event; NaN when there was none, or it was not a stream
   * @param duration until the end
   * @param overhead the gateway's own part; NaN when unknown
   * @param answering from its last dispatch to the first real event after it; NaN when there was
   *     none, or it was not a stream
   */
  public record Times(
      double queue, double firstToken, double duration, double overhead, double answering) {
    /** Of a request for which nothing was estimated. */
    public Times(double queue, double firstToken, double duration, double overhead) {
      this(queue, firstToken, duration, overhead, Double.NaN);
    }
  }

  /**
   * How large it was, in tokens; -1 is unknown.
   *
   * @param cached prompt tokens that the engine took from its cache
   * @param reported true when the engine counted, false for the gateway's estimate
   */
  public record Tokens(int prompt, int cached, int output, boolean reported) {
    /** Of a request about which nothing is known. */
    public static final Tokens UNKNOWN = new Tokens(-1, -1, -1, false);
  }

  /** How it ended, as a label: the HTTP status, {@code 499}, or {@code broken}. */
  public String statusLabel() {
    return switch (result.ending()) {
      case BROKEN -> Ending.BROKEN.label();
      case CLIENT_GONE -> STATUS_LABELS[CLIENT_GONE_STATUS];
      case COMPLETE, REFUSED, FAILED -> statusLabel(result.status());
    };
  }

  private static String statusLabel(int status) {
    return status >= 0 && status < STATUS_LABELS.length
        ? STATUS_LABELS[status]
        : Integer.toString(status);
  }

  private static String[] statusLabels() {
    var labels = new String[600];
    for (int status = 0; status < labels.length; status++) {
      labels[status] = Integer.toString(status);
    }
    return labels;
  }
}
