package io.spillway.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of each request: a slot, the queue, an overflow target, or no. Rules in
 * {@link Pool}.
 */
final class Admission {
  /** Of those that wait, so many are compared with the pods at each event. */
  private static final int LOOKED_AT_MAX = 64;

  /** One that waits by choice is compared again when this has passed or its pod has room. */
  private static final long COMPARED_AGAIN_NANOS = 100_000_000L;

  private static final int COME_BACK_SECONDS = 10;

  private final Fleet fleet;
  private final WaitingLine queue;
  private final WaitEstimates waits;
  private final Placer placer;
  private final Slots slots;
  private final Map<EndpointId, Integer> targetSerials = new HashMap<>();
  private PoolConfig config;
  private boolean everyone;

  /** What it decides with. */
  record Parts(Fleet fleet, WaitingLine queue, WaitEstimates waits, Placer placer, Slots slots) {}

  Admission(PoolConfig config, Parts parts) {
    this.config = config;
    this.fleet = parts.fleet();
    this.queue = parts.queue();
    this.waits = parts.waits();
    this.placer = parts.placer();
    this.slots = parts.slots();
  }

  void configure(PoolConfig newConfig) {
    config = newConfig;
    everyone = true;
  }

  /** Everyone who waits has to be decided on again. */
  void fleetChanged() {
    everyone = true;
  }

  /**
   * One request as it is decided on.
   *
   * @param reach the pods it may go to
   * @param choice what is best among them
   * @param target the overflow target it may leave for; null for none
   */
  private record Case(
      RoutingRequest request, List<Pod> reach, Choice choice, @Nullable TargetView target) {}

  Placement place(RoutingRequest request, List<TargetView> targets, long nowNanos) {
    List<Pod> reach = placer.reach(request, nowNanos);
    Choice choice = placer.choose(request, reach, objectiveSeconds(), nowNanos);
    var asked = new Case(request, reach, choice, Reach.target(request, targets));
    boolean mayWait =
        queue.size() < config.queueLengthMax() && nowNanos < request.terms().waitUntilNanos();
    Placement placed = onPod(asked, mayWait, nowNanos);
    if (placed != null) {
      if (placed instanceof Placement.Dispatch) {
        queue.charge(request, nowNanos);
      }
      return placed;
    }
    if (choice.open() != null) {
      Placement.Queue queued = enqueue(request, choice.secondsIfItWaits(), null, nowNanos);
      waits.waitsFor(queued.ticket(), choice.worthWaitingFor());
      return queued;
    }
    Readiness readiness = Readiness.of(reach, request, targets);
    if (asked.target() != null && mayLeave(asked, readiness)) {
      if (request.pin() != null) {
        return overflow(asked, PlacementReason.PINNED, nowNanos);
      }
      if (readiness != Readiness.FULL) {
        return overflow(asked, readiness.whyOverflow(), nowNanos);
      }
      double wait = waits.of(request, queue.ahead(request, nowNanos));
      if (faster(asked, wait + expectedSeconds(asked), nowNanos)) {
        return overflow(asked, PlacementReason.FULL, nowNanos);
      }
      if (queue.size() >= config.queueLengthMax()) {
        return overflow(asked, PlacementReason.QUEUE_FULL, nowNanos);
      }
    }
    return switch (readiness) {
      case FULL -> {
        double wait = waits.of(request, queue.ahead(request, nowNanos));
        if (!mayWait) {
          yield reject(notQueued(), retryAfter(wait));
        }
        Placement.Queue queued =
            enqueue(
                request,
                wait,
                config.preempt() ? Preemption.slotFor(request, reach, placer, nowNanos) : null,
                nowNanos);
        waits.waitsFor(
            queued.ticket(),
            request.pin() == null && isStrict(request) && reach.size() == 1
                ? reach.getFirst()
                : null);
        yield queued;
      }
      case COMING_UP ->
          mayWait
              ? enqueue(request, Double.NaN, null, nowNanos)
              : reject(notQueued(), COME_BACK_SECONDS);
      case NOTHING, ALL_TRIED, PIN_AWAY, PIN_GONE -> reject(readiness);
    };
  }

  List<Resumption> reconsider(List<TargetView> targets, long nowNanos) {
    if (queue.isEmpty()) {
      return List.of();
    }
    var round = new Round(targets, nowNanos);
    boolean all = everyone || nowNanos >= queue.firstDeadlineNanos() || Reach.anyFree(round.room);
    everyone = false;
    for (Iterator<Ticket> order = queue.inServiceOrder(); order.hasNext(); ) {
      Ticket ticket = order.next();
      if (!all && (round.free <= 0 || round.looked >= LOOKED_AT_MAX)) {
        break;
      }
      Placement placement = again(ticket, round);
      if (placement == null) {
        round.position += waits.competes(ticket.request().pin()) ? 1 : 0;
      } else {
        leave(ticket, placement, nowNanos);
        round.decided.add(new Resumption(ticket, placement));
      }
    }
    return round.decided;
  }

  /** Takes one out of the line, because its client left. False when it was decided already. */
  boolean cancel(Ticket ticket) {
    waits.waitsFor(ticket, null);
    return queue.remove(ticket);
  }

  /** Takes a decided one out of the line; a slot is service, which is charged. */
  private void leave(Ticket ticket, Placement placement, long nowNanos) {
    waits.waitsFor(ticket, null);
    if (placement instanceof Placement.Dispatch) {
      queue.serve(ticket, nowNanos);
    } else {
      queue.remove(ticket);
    }
  }

  /** Fails if somebody waits who could be served and would gain by it; for tests. */
  void assertValid(long nowNanos) {
    for (Ticket ticket : queue.inOrder()) {
      if (ticket.waitsFor != null) {
        continue;
      }
      RoutingRequest request = ticket.request();
      Choice choice =
          placer.choose(request, placer.reach(request, nowNanos), objectiveSeconds(), nowNanos);
      if (choice.open() != null && choice.worthWaitingFor() == null) {
        throw new AssertionError("a request waits while " + choice.open().id + " has room");
      }
    }
  }

  /** One pass over those that wait. */
  private final class Round {
    final List<TargetView> room;
    final long nowNanos;
    final List<Resumption> decided = new ArrayList<>();
    int free;
    int looked;
    int position;

    Round(List<TargetView> targets, long nowNanos) {
      this.room = new ArrayList<>(targets);
      this.nowNanos = nowNanos;
      this.free = placer.room(nowNanos);
    }
  }

  /**
   * Whether a request is compared with the pods now: one of them has room for it, and it was not
   * only just found to wait for another by choice. So many are compared in one round; one whose
   * time is up always is.
   */
  private boolean looksAt(Ticket ticket, List<Pod> reach, Round round) {
    if (round.free <= 0 || !placer.anyOpen(ticket.request(), reach, round.nowNanos)) {
      return false;
    }
    if (round.nowNanos >= ticket.waitUntilNanos()) {
      return true;
    }
    Pod awaited = ticket.waitsFor;
    boolean decided =
        awaited != null
            && awaited.admits
            && !awaited.hasRoom()
            && round.nowNanos - ticket.comparedNanos < COMPARED_AGAIN_NANOS;
    return !decided && round.looked < LOOKED_AT_MAX;
  }

  private @Nullable Placement again(Ticket ticket, Round round) {
    RoutingRequest request = ticket.request();
    long now = round.nowNanos;
    boolean expired = now >= ticket.waitUntilNanos();
    List<Pod> reach = placer.reach(request, now);
    Choice choice = Choice.NONE;
    if (looksAt(ticket, reach, round)) {
      round.looked++;
      ticket.comparedNanos = now;
      choice = placer.choose(request, reach, objectiveSeconds(), now);
    }
    var asked = new Case(request, reach, choice, Reach.target(request, round.room));
    Placement local = onPod(asked, !expired, now);
    if (local != null) {
      round.free -= local instanceof Placement.Dispatch ? 1 : 0;
      use(local, round);
      return local;
    }
    if (choice.open() != null) {
      waits.waitsFor(ticket, choice.worthWaitingFor());
      return null;
    }
    Readiness readiness = Readiness.of(reach, request, round.room);
    if (asked.target() != null && mayLeave(asked, readiness)) {
      double seconds = waits.behind(round.position) + expectedSeconds(asked);
      if (request.pin() != null
          || expired
          || readiness != Readiness.FULL
          || faster(asked, seconds, now)) {
        PlacementReason why =
            request.pin() != null
                ? PlacementReason.PINNED
                : expired ? PlacementReason.WAIT_EXPIRED : readiness.whyOverflow();
        Reach.use(round.room, asked.target());
        return overflow(asked, why, now);
      }
    }
    boolean waitsOn = readiness == Readiness.FULL || readiness == Readiness.COMING_UP;
    if (!expired && waitsOn) {
      return null;
    }
    return switch (readiness) {
      case NOTHING, ALL_TRIED, PIN_AWAY, PIN_GONE -> reject(readiness);
      case FULL -> reject(RejectReason.WAIT_EXPIRED, retryAfter(waits.of(request, round.position)));
      case COMING_UP -> reject(RejectReason.NOTHING_CAME_UP, COME_BACK_SECONDS);
    };
  }

  private static void use(Placement placement, Round round) {
    if (placement instanceof Placement.Overflow spilled) {
      round.room.stream()
          .filter(view -> view.id().equals(spilled.target()))
          .findFirst()
          .ifPresent(view -> Reach.use(round.room, view));
    }
  }

  /**
   * The slot of a request for which a pod has room; a target's place if its first token would break
   * the objective here and come sooner there; null if it had better wait, or no pod has room.
   */
  private @Nullable Placement onPod(Case asked, boolean mayWait, long nowNanos) {
    Choice choice = asked.choice();
    if (choice.open() == null) {
      return null;
    }
    boolean waitsOn = mayWait && choice.worthWaitingFor() != null;
    if (asked.target() != null
        && asked.request().pin() == null
        && !isStrict(asked.request())
        && faster(asked, waitsOn ? choice.secondsIfItWaits() : choice.seconds(), nowNanos)) {
      return overflow(asked, PlacementReason.SLOW, nowNanos);
    }
    if (waitsOn) {
      return null;
    }
    AffinityResult affinity =
        choice.expected() == null
            ? AffinityResult.NONE
            : choice.open() == choice.expected() ? AffinityResult.KEPT : AffinityResult.MOVED;
    PlacementReason reason = reason(asked.request(), choice, affinity);
    Explanation explanation = placer.explanation(asked.request(), choice);
    Slot slot = slots.take(asked.request(), choice.open(), choice, nowNanos);
    return new Placement.Dispatch(slot, reason, affinity, explanation);
  }

  private static PlacementReason reason(
      RoutingRequest request, Choice choice, AffinityResult affinity) {
    if (request.pin() != null) {
      return PlacementReason.PINNED;
    }
    if (!request.tried().isEmpty()) {
      return PlacementReason.RETRY;
    }
    return switch (affinity) {
      case KEPT -> PlacementReason.HOME;
      case MOVED, SPILLED -> PlacementReason.MOVED;
      case NONE -> choice.sentBefore() > 0 ? PlacementReason.PREFIX : PlacementReason.LEAST_LOADED;
    };
  }

  /** A request of a strict session leaves only when its pod does not serve and will not soon. */
  private static boolean mayLeave(Case asked, Readiness readiness) {
    return !isStrict(asked.request())
        || asked.request().pin() != null
        || (readiness != Readiness.FULL && readiness != Readiness.COMING_UP);
  }

  private static boolean isStrict(RoutingRequest request) {
    Session session = request.session();
    return session != null && session.strict();
  }

  /** Whether a first token after so many seconds breaks the objective and a target is faster. */
  private boolean faster(Case asked, double seconds, long nowNanos) {
    TargetView target = asked.target();
    double waited = (nowNanos - asked.request().terms().arrivedNanos()) / 1e9;
    return target != null
        && waited + seconds > objectiveSeconds()
        && target.firstTokenSeconds(asked.request().prompt()) < seconds;
  }

  /** Seconds from a slot to the first token, when it is not known on which pod. */
  private double expectedSeconds(Case asked) {
    double seconds = asked.choice().seconds();
    return Double.isNaN(seconds) ? placer.typicalSeconds(asked.request().prompt()) : seconds;
  }

  private Placement.Queue enqueue(
      RoutingRequest request, double estimate, @Nullable Slot toPutBack, long nowNanos) {
    Ticket ticket = queue.add(request);
    ticket.comparedNanos = nowNanos;
    return new Placement.Queue(ticket, queue.position(ticket, nowNanos), estimate, toPutBack);
  }

  private RejectReason notQueued() {
    return queue.size() >= config.queueLengthMax()
        ? RejectReason.QUEUE_FULL
        : RejectReason.WAIT_EXPIRED;
  }

  private Placement overflow(Case asked, PlacementReason reason, long nowNanos) {
    TargetView target = asked.target();
    if (target == null) {
      throw new IllegalStateException("no target (expected: one that has room)");
    }
    Prompt prompt = asked.request().prompt();
    int serial = targetSerials.computeIfAbsent(target.id(), _ -> fleet.takeSerial());
    slots.remember(asked.request().session(), serial, prompt.tokens(), nowNanos);
    return new Placement.Overflow(
        target.id(),
        reason,
        target.firstTokenSeconds(prompt),
        !asked.choice().compared()
            ? Explanation.NONE
            : placer.explanation(asked.request(), asked.choice()));
  }

  private static Placement reject(Readiness readiness) {
    return switch (readiness) {
      case NOTHING -> reject(RejectReason.NO_CAPACITY, COME_BACK_SECONDS);
      case ALL_TRIED -> reject(RejectReason.NO_OTHER_ENDPOINT, 1);
      case PIN_AWAY -> reject(RejectReason.PINNED_AWAY, COME_BACK_SECONDS);
      case PIN_GONE -> reject(RejectReason.PINNED_GONE, 1);
      case FULL, COMING_UP -> throw new IllegalStateException("it may wait: " + readiness);
    };
  }

  private static Placement reject(RejectReason reason, int retryAfterSeconds) {
    return new Placement.Reject(reason, retryAfterSeconds);
  }

  private static int retryAfter(double seconds) {
    return Double.isFinite(seconds)
        ? (int) Math.clamp(Math.ceil(seconds), 1, 60)
        : COME_BACK_SECONDS;
  }

  private double objectiveSeconds() {
    return config.objective().toNanos() / 1e9;
  }
}
