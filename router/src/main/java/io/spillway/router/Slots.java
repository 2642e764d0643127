package io.spillway.router;

import io.spillway.router.cache.PrefixIndex;
import io.spillway.router.cache.SessionTable;
import io.spillway.router.health.Outliers;
import io.spillway.router.health.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Takes slots on pods and gives them back, and learns from each request on its way: what the pod is
 * believed to cache, how fast it is, how it stands.
 */
final class Slots {
  private final Fleet fleet;
  private final PrefixIndex prefixes;
  private final SessionTable sessions;
  private final Outliers health;
  private final WaitEstimates waits;
  private final Usual usual;
  private final WaitingLine queue;

  Slots(
      Fleet fleet,
      PrefixIndex prefixes,
      SessionTable sessions,
      Outliers health,
      WaitEstimates waits,
      Usual usual,
      WaitingLine queue) {
    this.fleet = fleet;
    this.prefixes = prefixes;
    this.sessions = sessions;
    this.health = health;
    this.waits = waits;
    this.usual = usual;
    this.queue = queue;
  }

  /** Takes a slot on the pod that was chosen. */
  Slot take(RoutingRequest request, Pod pod, Choice choice, long nowNanos) {
    Prompt prompt = request.prompt();
    var assignment =
        new Assignment(
            pod,
            request,
            choice.sentBefore(),
            choice.cachedTokens(),
            choice.workAhead(),
            waits.outputTokens(prompt));
    double meter = pod.meter.read(nowNanos, pod.inFlight + 1);
    pod.inFlight++;
    pod.outputTokens += assignment.outputTokens;
    pod.backlog.add(assignment, nowNanos);
    pod.trust.sent(prompt.tokens(), choice.sentBefore());
    assignment.pass = health.began(pod.number, nowNanos);
    if (prompt.chain().length() > 0) {
      prefixes.record(prompt.chain(), pod.number);
    }
    remember(request.session(), pod.serial, prompt.tokens(), nowNanos);
    var slot = new Slot(pod.id, nowNanos, meter, assignment);
    assignment.slot = slot;
    return slot;
  }

  /** Remembers where a session is. */
  void remember(@Nullable Session session, int place, int tokens, long nowNanos) {
    if (session != null) {
      sessions.put(session.key(), place, tokens, nowNanos);
    }
  }

  /** Learns that a request has its first token. */
  void firstToken(Slot slot, long nowNanos) {
    Assignment assignment = slot.assignment();
    if (assignment.firstTokenNanos >= 0) {
      return;
    }
    assignment.firstTokenNanos = nowNanos;
    Pod pod = assignment.pod;
    pod.backlog.remove(assignment, nowNanos);
    health.produced(assignment.pass, nowNanos);
    double seconds = (nowNanos - slot.takenNanos()) / 1e9;
    pod.pace.firstToken(assignment.workUntilFirst, seconds, nowNanos);
    fleet.pace().firstToken(assignment.workUntilFirst, seconds, nowNanos);
    usual.firstToken(seconds, assignment.work);
  }

  /**
   * Gives a slot back.
   *
   * @return the request's share of the pod's price in dollars
   */
  double release(Slot slot, SlotEnd end, long nowNanos) {
    slot.markReleased();
    Assignment assignment = slot.assignment();
    Pod pod = assignment.pod;
    pod.backlog.remove(assignment, nowNanos);
    pod.released(nowNanos);
    pod.outputTokens = pod.inFlight == 0 ? 0 : pod.outputTokens - assignment.outputTokens;
    health.ended(assignment.pass, end.verdict(), end.retryAfterSeconds(), nowNanos);
    if (end.completed()) {
      learn(assignment, slot, end, nowNanos);
    } else if (assignment.firstTokenNanos < 0 && neverComputed(end.verdict())) {
      forgetPrompt(assignment);
      if (end.verdict() == Verdict.UNREACHABLE) {
        forget(assignment.request.session(), pod, nowNanos);
      }
    }
    settle(assignment, slot, end, nowNanos);
    return pod.meter.read(nowNanos, pod.inFlight) - slot.meterAtStart();
  }

  private static boolean neverComputed(Verdict verdict) {
    return switch (verdict) {
      case REFUSED, UNREACHABLE, CALLER -> true;
      case SUCCESS, FAILURE, UNKNOWN -> false;
    };
  }

  /** The pod holds no more of the prompt than what was there before. */
  private void forgetPrompt(Assignment assignment) {
    PrefixChain chain = assignment.request.prompt().chain();
    if (chain.length() > 0) {
      int before = Math.ceilDiv(assignment.sentBefore, chain.blockTokens());
      prefixes.truncate(chain, assignment.pod.number, before);
    }
  }

  /** Charges its tenant for what was served instead of what was expected. */
  private void settle(Assignment assignment, Slot slot, SlotEnd end, long nowNanos) {
    RoutingRequest request = assignment.request;
    double expected = AttainedService.expected(request.prompt());
    boolean counted = end.promptTokens() >= 0 && end.outputTokens() >= 0;
    boolean served = end.completed() || (end.verdict() == Verdict.UNKNOWN && !assignment.preempted);
    double actual =
        counted
            ? AttainedService.counted(end.promptTokens(), end.outputTokens())
            : served ? expected : 0;
    queue.correct(request, actual - expected, slot.takenNanos(), nowNanos);
  }

  private void learn(Assignment assignment, Slot slot, SlotEnd end, long nowNanos) {
    waits.held((nowNanos - slot.takenNanos()) / 1e9);
    if (end.cachedTokens() >= 0 && end.promptTokens() > 0) {
      // The engine's tokens are others than the estimated. What is missing stays believed, at a
      // discount: often it was sent so shortly before that it was being computed.
      double share = (double) end.cachedTokens() / end.promptTokens();
      int cached = (int) (share * assignment.request.prompt().tokens());
      assignment.pod.trust.found(assignment.sentBefore, cached);
    }
    if (end.outputTokens() < 0) {
      return;
    }
    waits.answered(end.outputTokens());
    long known = Math.max(end.promptTokens(), assignment.request.prompt().tokens());
    int tokens = (int) Math.min(Integer.MAX_VALUE, known + end.outputTokens());
    remember(assignment.request.session(), assignment.serial, tokens, nowNanos);
    if (assignment.firstTokenNanos >= 0 && end.outputTokens() > 1) {
      double seconds = (nowNanos - assignment.firstTokenNanos) / 1e9;
      double perToken = seconds / (end.outputTokens() - 1);
      assignment.pod.pace.decoded(perToken);
      fleet.pace().decoded(perToken);
    }
  }

  private void forget(@Nullable Session session, Pod pod, long nowNanos) {
    if (session != null) {
      long remembered = sessions.find(session.key(), nowNanos);
      if (remembered >= 0 && SessionTable.place(remembered) == pod.serial) {
        sessions.remove(session.key());
      }
    }
  }
}
