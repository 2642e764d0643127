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
 *       pods, up to {@value #TIE_SHARE_MAX} of the objective: what moves is computed again when the
 *       next request comes to another gateway.
 *   <li>A request without a session goes to the least loaded of the best.
 *   <li>A pod with more than 1.25 times its share of all requests, and more than half of its slots
 *       taken, is left out (after Mirrokni, Thorup and Zadimoghaddam, 2018), unless all are or
 *       another pod would take longer by more than the objective.
 * </ol>
 */
final class Placer {
  private static final double LOSS_WEIGHT = 8;
  private static final double TIE_SHARE = 0.05;
  private static final double TIE_SHARE_MAX = 0.25;
  private static final double LOOSE_TIE_SECONDS = 0.01;
  private static final double BOUND = 1.25;
  private static final double FLOOR_SHARE = 0.5;
  private static final double SMOOTHING = 0.1;

  /** What one adapter takes to load from the host's memory. */
  private static final double ADAPTER_SECONDS = 0.3;

  private final Fleet fleet;
  private final PrefixIndex prefixes;
  private final SessionTable sessions;
  private final Outliers health;
  private final WaitEstimates waits;
  private final Usual usual;
  private final Candidates candidates = new Candidates();
  private int[] blocks = new int[0];
  private double ownShare = 1;
  private long sequence;

  Placer(
      Fleet fleet,
      PrefixIndex prefixes,
      SessionTable sessions,
      Outliers health,
      WaitEstimates waits,
      Usual usual) {
    this.fleet = fleet;
    this.prefixes = prefixes;
    this.sessions = sessions;
    this.health = health;
    this.waits = waits;
    this.usual = usual;
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
    Pod expected = session == null ? null : expected(request, session, reach, last);
    int full = candidates.best(Standing.FULL);
    Standing standing = Standing.OPEN;
    int best = candidates.best(standing);
    if (best < 0) {
      standing = Standing.OVER_SHARE;
      best = candidates.best(standing);
    }
    if (best < 0) {
      return Choice.none(expected, full < 0 ? Double.NaN : candidates.seconds(full));
    }
    double tie = tieShare() * objectiveSeconds;
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
        true,
        candidates.pod(chosen),
        worth,
        expected,
        candidates.sentBefore(chosen),
        candidates.cached(chosen),
        candidates.ahead(chosen),
        candidates.seconds(chosen),
        worth == null ? Double.NaN : candidates.seconds(full));
  }

  /** What the last choice compared; to be asked for before the next. */
  Explanation explanation(RoutingRequest request, Choice choice) {
    return new Explanation(
        request.prompt().tokens(),
        choice.seconds(),
        choice.cachedTokens(),
        usual.seconds(),
        candidates.shown());
  }

  private static @Nullable Pod expected(
      RoutingRequest request, Session session, List<Pod> reach, @Nullable Pod last) {
    return last != null && last.admits && last.serves(request.prompt().adapter())
        ? last
        : Reach.home(request, session, reach);
  }

  /** Where others serve the same pods it is worth more that gateways agree. */
  private double tieShare() {
    return Math.min(TIE_SHARE_MAX, TIE_SHARE + (1 - ownShare));
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

  /** Whether a pod in reach has room for a request. */
  boolean anyOpen(RoutingRequest request, List<Pod> reach, long nowNanos) {
    return Reach.anyOpen(request, reach, health, nowNanos);
  }

  /** Slots that are free on pods that take requests. */
  int room(long nowNanos) {
    int room = 0;
    for (Pod pod : fleet.pods()) {
      room += pod.hasRoom() && health.takes(pod.number, nowNanos) ? pod.slots - pod.inFlight : 0;
    }
    return room;
  }

  /** Whether a pod takes requests, as far as its health goes. */
  boolean takes(Pod pod, long nowNanos) {
    return pod.admits && health.takes(pod.number, nowNanos);
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
        double ahead = pod.backlog.work(rate, nowNanos) + pod.othersWaiting * usual.work();
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
    candidates.weigh(LOSS_WEIGHT * usual.seconds());
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
}
