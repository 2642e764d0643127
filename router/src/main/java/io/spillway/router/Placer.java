package io.spillway.router;

import io.spillway.router.cache.PrefixIndex;
import io.spillway.router.cache.SessionTable;
import io.spillway.router.health.Outliers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the pods in a request's reach by one number, the expected seconds to its first token:
 *
 * <pre>
 *   wait for a slot + overhead + (prompt tokens ahead + own uncached tokens) / rate
 * </pre>
 *
 * <ol>
 *   <li>A session's or a prefix's pod wins by itself, because few of its tokens are uncached; it
 *       loses by itself when its queue is worth more than the cache.
 *   <li>Work that another pod would not have to do delays those who come after. It is weighed
 *       against lateness squared ({@link Candidates#weigh}): a request that would be early anyway
 *       waits some seconds for its cache, which no percentile shows; one that is late does not
 *       become later for it. The price of lost cache rises with the backlog: it is {@value
 *       #LOSS_WEIGHT} times the usual time to first token, in which long ones weigh more. In
 *       overload all waits are long and alike, and the cache decides. Found by replaying a recorded
 *       hour (see {@code loadtest/routing}).
 *   <li>Within {@value #TIE_SHARE} of the objective, which nobody notices, a session goes where it
 *       was last, else to the first pod in its order by rendezvous hashing (Thaler and Ravishankar,
 *       1998): gateways agree without talking. The tie is wider where other gateways serve the same
 *       pods: what moves is computed again when the next request comes to another gateway.
 *   <li>A request without a session goes to the least loaded of the best.
 *   <li>A pod with more than 1.25 times its share of all requests, and more than half of its slots
 *       taken, is left out (after Mirrokni, Thorup and Zadimoghaddam, 2018), unless all are or
 *       another pod would take longer by more than the objective.
 * </ol>
 */
final class Placer {
  private static final double LOSS_WEIGHT = 12;
  private static final double USUAL_SMOOTHING = 0.002;
  private static final double TIE_SHARE = 0.05;
  private static final double LOOSE_TIE_SECONDS = 0.01;
  private static final double BOUND = 1.25;
  private static final double FLOOR_SHARE = 0.5;
  private static final double SMOOTHING = 0.02;

  /** What one adapter takes to load from the host's memory. */
  private static final double ADAPTER_SECONDS = 0.3;

  private final Fleet fleet;
  private final PrefixIndex prefixes;
  private final SessionTable sessions;
  private final Outliers health;
  private final WaitEstimates waits;
  private final Candidates candidates = new Candidates();
  private int[] blocks = new int[0];
  private double meanSeconds = 1;
  private double meanSquare = 1;
  private double workPerRequest;
  private double ownShare = 1;
  private long sequence;

  Placer(
      Fleet fleet,
      PrefixIndex prefixes,
      SessionTable sessions,
      Outliers health,
      WaitEstimates waits) {
    this.fleet = fleet;
    this.prefixes = prefixes;
    this.sessions = sessions;
    this.health = health;
    this.waits = waits;
  }

  /**
   * Compares the pods in reach.
   *
   * @param objectiveSeconds the wished time to first token
   */
  Choice choose(RoutingRequest request, List<Pod> reach, double objectiveSeconds, long nowNanos) {
    Session session = request.session();
    long key = session == null ? sequence++ : session.key();
    long remembered = session == null ? -1 : sessions.find(key, nowNanos);
    Pod last = pod(remembered);
    boolean cached = last != null && last.serial == SessionTable.place(remembered);
    int lastTokens = cached ? SessionTable.tokens(remembered) : 0;
    estimate(request, reach, last, lastTokens, nowNanos);
    Pod expected = session == null ? null : last != null && last.admits ? last : home(reach, key);
    int full = candidates.best(Standing.FULL);
    Standing standing = Standing.OPEN;
    int best = candidates.best(standing);
    if (best < 0) {
      standing = Standing.OVER_SHARE;
      best = candidates.best(standing);
    }
    if (best < 0) {
      return new Choice(null, null, expected, 0, 0, explanation(request, full));
    }
    double tie = TIE_SHARE * objectiveSeconds;
    int chosen =
        session == null
            ? candidates.leastLoaded(standing, candidates.score(best) + LOOSE_TIE_SECONDS, key)
            : ofSession(request, expected, best, tie, key, nowNanos);
    int over = candidates.best(Standing.OVER_SHARE);
    if (over >= 0 && candidates.score(over) + objectiveSeconds < candidates.score(best)) {
      chosen = over;
    }
    Pod worth =
        full >= 0 && candidates.score(full) + tie < candidates.score(chosen)
            ? candidates.pod(full)
            : null;
    return new Choice(
        candidates.pod(chosen),
        worth,
        expected,
        candidates.sentBefore(chosen),
        candidates.ahead(chosen),
        explanation(request, chosen));
  }

  /** The pods that a request may go to. */
  List<Pod> reach(RoutingRequest request, long nowNanos) {
    Session session = request.session();
    Pod last =
        session != null && session.strict() ? pod(sessions.find(session.key(), nowNanos)) : null;
    return Reach.pods(request, fleet, last);
  }

  /** Seconds from a slot to the first token on a pod of which nothing is known but the fleet's. */
  double typicalSeconds(Prompt prompt) {
    return fleet.pace().overheadSeconds(0)
        + PromptWork.tokens(prompt.tokens(), 0) / fleet.pace().tokensPerSecond(0);
  }

  /** Notes a request that was sent: what others may have to wait for, and how long. */
  void sent(double work, double seconds) {
    workPerRequest += SMOOTHING * (work - workPerRequest);
    meanSeconds += USUAL_SMOOTHING * (seconds - meanSeconds);
    meanSquare += USUAL_SMOOTHING * (seconds * seconds - meanSquare);
  }

  private @Nullable Pod pod(long remembered) {
    return remembered < 0 ? null : fleet.pod(SessionTable.place(remembered));
  }

  /** Notes how many requests of this and of other gateways a pod had. */
  void shared(double own, double others) {
    if (own + others > 0) {
      ownShare += SMOOTHING * (own / (own + others) - ownShare);
    }
  }

  /** The first pod that admits in a session's order, whether it has room or not. */
  static @Nullable Pod home(List<Pod> pods, long key) {
    Pod best = null;
    long bestRank = 0;
    for (Pod pod : pods) {
      if (pod.admits) {
        long rank = KeyedHash.mix(key, pod.hash);
        if (best == null || Long.compareUnsigned(rank, bestRank) > 0) {
          best = pod;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  private int ofSession(
      RoutingRequest request,
      @Nullable Pod expected,
      int best,
      double tie,
      long key,
      long nowNanos) {
    double again =
        (1 - ownShare)
            * PromptWork.tokens(request.prompt().tokens(), 0)
            / fleet.pace().tokensPerSecond(nowNanos);
    Standing standing = candidates.standing(best);
    int own = candidates.indexOf(expected);
    if (own >= 0
        && candidates.standing(own) == standing
        && candidates.score(own) <= candidates.score(best) + Math.max(tie, again)) {
      return own;
    }
    return candidates.rendezvous(standing, candidates.score(best) + tie, key);
  }

  private void estimate(
      RoutingRequest request, List<Pod> reach, @Nullable Pod last, int lastTokens, long nowNanos) {
    Prompt prompt = request.prompt();
    boolean chained = prompt.chain().length() > 0;
    if (chained) {
      if (blocks.length < fleet.numbers()) {
        blocks = new int[fleet.numbers()];
      }
      prefixes.match(prompt.chain(), blocks);
    }
    double weights = 0;
    int total = 1;
    for (Pod pod : reach) {
      total += pod.inFlight;
      weights += pod.admits ? pod.weight : 0;
    }
    candidates.begin(reach.size());
    double usualRate = fleet.pace().tokensPerSecond(nowNanos);
    for (Pod pod : reach) {
      Standing standing = standing(pod, request, BOUND * total / weights, nowNanos);
      if (standing == Standing.OPEN
          || standing == Standing.OVER_SHARE
          || standing == Standing.FULL) {
        int i = candidates.include(pod, standing);
        int sent =
            chained
                ? Math.min(prompt.tokens(), blocks[pod.number] * prompt.chain().blockTokens())
                : pod == last ? Math.min(prompt.tokens(), lastTokens) : 0;
        int cached = (int) (sent * pod.trust.share());
        double tokens = PromptWork.tokens(prompt.tokens(), cached);
        candidates.cache(i, sent, cached, tokens / usualRate);
        double rate = pod.pace.tokensPerSecond(nowNanos);
        double ahead = pod.backlog.work(rate, nowNanos) + pod.othersWaiting * workPerRequest;
        double own = tokens / rate;
        double wait = standing == Standing.FULL ? waits.forSlotOf(pod) : 0;
        double seconds = wait + pod.pace.overheadSeconds(nowNanos) + ahead / rate + own;
        candidates.expect(
            i,
            wait,
            ahead,
            own,
            pod.mustLoad(prompt.adapter()) ? seconds + ADAPTER_SECONDS : seconds);
      } else {
        candidates.exclude(pod, standing);
      }
    }
    candidates.weigh(LOSS_WEIGHT * usualSeconds());
  }

  private double usualSeconds() {
    return meanSquare / meanSeconds;
  }

  private Standing standing(Pod pod, RoutingRequest request, double share, long nowNanos) {
    if (!pod.admits) {
      return Standing.AWAY;
    }
    if (!request.tried().isEmpty() && request.tried().contains(pod.id)) {
      return Standing.TRIED;
    }
    if (!pod.serves(request.prompt().adapter())) {
      return Standing.NO_ADAPTER;
    }
    if (!health.takes(pod.number, nowNanos)) {
      return Standing.RESTING;
    }
    if (pod.inFlight >= pod.slots) {
      return Standing.FULL;
    }
    double bound = Math.max(Math.ceil(share * pod.weight), Math.max(1, FLOOR_SHARE * pod.slots));
    return pod.inFlight + 1 > bound ? Standing.OVER_SHARE : Standing.OPEN;
  }

  private Explanation explanation(RoutingRequest request, int chosen) {
    return new Explanation(
        request.prompt().tokens(),
        chosen < 0 ? Double.NaN : candidates.seconds(chosen),
        chosen < 0 ? 0 : candidates.cached(chosen),
        usualSeconds(),
        candidates.shown());
  }
}
