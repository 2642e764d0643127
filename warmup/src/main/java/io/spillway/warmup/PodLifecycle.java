package io.spillway.warmup;

import io.spillway.warmup.PodState.Admitting;
import io.spillway.warmup.PodState.Discovered;
import io.spillway.warmup.PodState.Draining;
import io.spillway.warmup.PodState.Failed;
import io.spillway.warmup.PodState.Gone;
import io.spillway.warmup.PodState.Probing;
import io.spillway.warmup.PodState.Ramping;
import io.spillway.warmup.PodState.Serving;
import io.spillway.warmup.PodState.Warming;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine of a pod's life: a state and an event give the next state and what to do.
 *
 * <pre>
 *                  first probe        healthy            warm           ramped up
 *      discovered ------------> probing -----> warming -----> ramping -----> serving
 *                               ^ ^ ^           |  |             |              |
 *                               | | +- refused -+  | too slow,   |              |
 *                               | |                v failing     |              |
 *                               | +- backoff -- failed           |              |
 *                               |                                v              v
 *                               +- refused, unhealthy, restarted, asleep -------+
 *
 *      any of these -- removed --> draining -- nothing in flight --> gone
 * </pre>
 *
 * <ol>
 *   <li><b>Probing.</b> Health probes, one at a time. Any number may fail: a model that loads
 *       refuses connections for minutes. One that passed is confirmed soon. A sleeping engine is
 *       healthy; it stays here until awake.
 *   <li><b>Warming.</b> Completions, one at a time, N in a row. The first may be slow (kernels
 *       compile, graphs are captured): the bound on the first token applies to the N-th. If that is
 *       too slow, more follow, up to 2 N in a row; then it has failed. Completions that fail begin
 *       the row again, and too many of them fail the warm-up.
 *   <li><b>Failed.</b> Left alone, twice as long each time, and probed again.
 *   <li><b>Ramping, serving.</b> Health probes go on. Several failures in a row, one refused
 *       connection, a restart or sleep lead back to probing, and the whole way is taken again.
 *   <li><b>At the gateway's own start</b> a pod whose metrics count completions needs one healthy
 *       probe and one completion, of any speed (it may be busy), and does not ramp. Anything that
 *       speaks against it (refused, a failed completion, a restart, sleep) ends this privilege.
 *   <li><b>Draining.</b> Admits nothing; ends with the last request, or after an hour.
 * </ol>
 *
 * <p>An event that makes no sense in a state is late, not wrong: it changes nothing. That includes
 * the answer to a call that was given up. Every event does what time alone had made due, too, so
 * that the next wake moment is always ahead.
 */
public final class PodLifecycle {
  private static final long DRAIN_MAX_NANOS = Duration.ofHours(1).toNanos();
  private static final String REFUSED = "connection refused";

  private final WarmupConfig config;

  /** A machine with these thresholds; a state of another configuration may go on in it. */
  public PodLifecycle(WarmupConfig config) {
    this.config = config;
  }

  /**
   * The first state of a pod.
   *
   * @param probeDelay how long it is left alone first, so that a fleet is not probed at once
   * @param atStart whether it was there at the gateway's own start
   */
  public PodState discovered(long nowNanos, Duration probeDelay, boolean atStart) {
    return new Discovered(
        PodLife.begin(nowNanos, atStart), nowNanos + Math.max(1, probeDelay.toNanos()));
  }

  /** What an event leads to. */
  public Step on(PodState state, PodEvent event, long nowNanos) {
    var effects = new ArrayList<PodEffect>(2);
    PodState next = take(state, event, nowNanos);
    tell(state, next, event.attempt(), effects);
    while (next.wakeNanos() <= nowNanos) {
      PodState before = next;
      next = due(before, nowNanos);
      tell(before, next, 0, effects);
    }
    return new Step(next, effects);
  }

  private PodState take(PodState state, PodEvent event, long now) {
    if (state instanceof Gone) {
      return state;
    }
    if (state instanceof Draining draining) {
      return event instanceof PodEvent.InFlight(int count) ? inFlight(draining, count, now) : state;
    }
    boolean late = event.attempt() != 0 && event.attempt() != state.underWay();
    if (late) {
      return state;
    }
    return switch (event) {
      case PodEvent.Wake _ -> state;
      case PodEvent.InFlight(int count) -> state.with(state.life().inFlight(count));
      case PodEvent.Removed _ -> removed(state, now);
      case PodEvent.Refused _ -> state instanceof Admitting ? back(state, REFUSED, now) : state;
      case PodEvent.Restarted(String why) -> restarted(state, why, now);
      case PodEvent.Asleep _ -> asleep(state, now);
      case PodEvent.Awake _ -> awake(state);
      case PodEvent.ProbePassed(_, ServedBefore served) -> probePassed(state, served, now);
      case PodEvent.ProbeFailed(_, String reason, boolean refused) ->
          probeFailed(state, reason, refused, now);
      case PodEvent.PromptPassed(_, long firstToken) -> promptPassed(state, firstToken, now);
      case PodEvent.PromptFailed(_, String reason, boolean refused) ->
          promptFailed(state, reason, refused, now);
    };
  }

  private static PodState inFlight(Draining draining, int count, long now) {
    PodLife life = draining.life().inFlight(count);
    return count == 0 ? new Gone(life.entered(now), "removed, drained") : draining.with(life);
  }

  private static PodState removed(PodState state, long now) {
    PodLife life = state.life().entered(now);
    return life.inFlight() == 0
        ? new Gone(life, "removed")
        : new Draining(life, now + DRAIN_MAX_NANOS);
  }

  /** Back to the beginning of the way, from wherever something had been proved. */
  private static PodState back(PodState state, String reason, long now) {
    return switch (state) {
      case Admitting _ ->
          new Probing(state.life().again().entered(now), Attempts.from(now), reason);
      case Warming _ ->
          new Probing(state.life().unproved().entered(now), Attempts.from(now), reason);
      case Probing probing ->
          new Probing(probing.life().unproved(), probing.probes().forget(), reason);
      case Discovered _, Failed _ -> state.with(state.life().unproved());
      case Draining _, Gone _ -> state;
    };
  }

  private static PodState restarted(PodState state, String why, long now) {
    return back(state, state.life().asleep() ? state.reason() : why, now);
  }

  private static PodState asleep(PodState state, long now) {
    return state.life().asleep()
        ? state
        : back(state.with(state.life().asleep(true)), "asleep", now);
  }

  private static PodState awake(PodState state) {
    PodState woken = state.with(state.life().asleep(false));
    return state.life().asleep() && woken instanceof Probing(PodLife life, Attempts probes, _)
        ? new Probing(life, probes.forget(), "woken")
        : woken;
  }

  private PodState probePassed(PodState state, ServedBefore served, long now) {
    long next = now + config.probeEvery().toNanos();
    return switch (state) {
      case Probing probing -> healthy(probing, served, now);
      case Admitting admitting -> admitting.with(admitting.life(), admitting.probes().pass(next));
      case Discovered _, Warming _, Draining _, Failed _, Gone _ -> state;
    };
  }

  private PodState healthy(Probing probing, ServedBefore served, long now) {
    PodLife life = served == ServedBefore.NO ? probing.life().unproved() : probing.life();
    if (life.asleep()) {
      long next = now + config.probeEvery().toNanos();
      return new Probing(life, probing.probes().skip(next), probing.reason());
    }
    if (life.atStart() && served == ServedBefore.YES) {
      return new Warming(life.entered(now), Attempts.from(now), 0, "had served before");
    }
    Attempts probes = probing.probes().pass(now + config.confirmNanos());
    if (probes.passed() >= config.healthyAfter()) {
      return new Warming(life.unproved().entered(now), Attempts.from(now), 0, "healthy");
    }
    return new Probing(
        life, probes, "healthy, " + probes.passed() + " of " + config.healthyAfter());
  }

  private PodState probeFailed(PodState state, String reason, boolean refused, long now) {
    long next = now + config.probeEvery().toNanos();
    return switch (state) {
      case Probing(PodLife life, Attempts probes, String before) ->
          new Probing(
              refused ? life.unproved() : life, probes.miss(next), life.asleep() ? before : reason);
      case Admitting admitting -> {
        Attempts probes = admitting.probes().miss(next);
        boolean out = refused || probes.missed() >= config.unhealthyAfter();
        yield out
            ? back(admitting, "unhealthy: " + reason, now)
            : admitting.with(admitting.life(), probes);
      }
      case Discovered _, Warming _, Draining _, Failed _, Gone _ -> state;
    };
  }

  private PodState promptPassed(PodState state, long firstTokenNanos, long now) {
    if (!(state instanceof Warming warming)) {
      return state;
    }
    if (warming.life().atStart()) {
      return serving(warming.life(), now);
    }
    Attempts prompts = warming.prompts().pass(now);
    boolean enough = prompts.passed() >= config.prompts();
    long bound = config.firstTokenWithin().toNanos();
    if (enough && firstTokenNanos <= bound) {
      return warm(warming.life(), now);
    }
    String slow = "first token " + seconds(firstTokenNanos) + ", bound " + seconds(bound);
    if (prompts.passed() >= 2 * config.prompts()) {
      return failed(warming, slow, now);
    }
    String reason = prompts.passed() + " of " + config.prompts() + " completions";
    return new Warming(warming.life(), prompts, warming.failed(), enough ? slow : reason);
  }

  private PodState promptFailed(PodState state, String reason, boolean refused, long now) {
    if (!(state instanceof Warming warming)) {
      return state;
    }
    if (refused) {
      return back(warming, REFUSED, now);
    }
    int failed = warming.failed() + 1;
    String why = "completion failed: " + reason;
    if (failed >= config.unhealthyAfter()) {
      return failed(warming, why, now);
    }
    Attempts prompts = warming.prompts().miss(now + config.probeEvery().toNanos());
    return new Warming(warming.life().unproved(), prompts, failed, why);
  }

  private Failed failed(Warming warming, String reason, long now) {
    PodLife life = warming.life().unproved().failed().entered(now);
    return new Failed(life, now + config.backoffNanos(life.failures()), reason);
  }

  private PodState warm(PodLife life, long now) {
    long whole = config.rampUp().toNanos();
    Attempts probes = Attempts.from(now + config.probeEvery().toNanos());
    return whole == 0
        ? serving(life, now)
        : new Ramping(life.warm().entered(now), probes, now + RampUp.tickNanos(whole), now + whole);
  }

  private Serving serving(PodLife life, long now) {
    return new Serving(
        life.warm().entered(now), Attempts.from(now + config.probeEvery().toNanos()));
  }

  /** What time alone makes of a state whose wake moment has come. */
  private PodState due(PodState state, long now) {
    return switch (state) {
      case Discovered discovered ->
          new Probing(
              discovered.life().entered(now),
              Attempts.from(now),
              discovered.life().asleep() ? "asleep" : "not answered yet");
      case Failed failed ->
          new Probing(
              failed.life().entered(now),
              Attempts.from(now),
              failed.life().asleep() ? "asleep" : failed.reason());
      case Probing probing ->
          probing.underWay() != 0
              ? probeFailed(probing, unanswered(config.probeTimeout()), false, now)
              : new Probing(
                  probing.life().called(), call(probing, probing.probes(), now), probing.reason());
      case Warming warming -> dueWarming(warming, now);
      case Ramping ramping -> dueRamping(ramping, now);
      case Serving serving -> dueProbe(serving, now);
      case Draining draining ->
          new Gone(draining.life().entered(now), "removed, requests never ended");
      case Gone gone -> gone;
    };
  }

  private PodState dueWarming(Warming warming, long now) {
    if (warming.underWay() != 0) {
      return promptFailed(warming, unanswered(config.promptTimeout()), false, now);
    }
    PodLife life = warming.life().called();
    Attempts prompts =
        warming.prompts().begin(life.attempts(), now + config.promptTimeout().toNanos());
    return new Warming(life, prompts, warming.failed(), warming.reason());
  }

  private PodState dueRamping(Ramping ramping, long now) {
    if (now >= ramping.endNanos()) {
      return new Serving(ramping.life().entered(now), ramping.probes());
    }
    if (now >= ramping.tickNanos()) {
      long whole = ramping.endNanos() - ramping.life().sinceNanos();
      return new Ramping(
          ramping.life(), ramping.probes(), now + RampUp.tickNanos(whole), ramping.endNanos());
    }
    return dueProbe(ramping, now);
  }

  private PodState dueProbe(Admitting admitting, long now) {
    return admitting.underWay() != 0
        ? probeFailed(admitting, unanswered(config.probeTimeout()), false, now)
        : admitting.with(admitting.life().called(), call(admitting, admitting.probes(), now));
  }

  private Attempts call(PodState state, Attempts probes, long now) {
    long timeout = config.probeTimeout().toNanos();
    // One that looks at the metrics, too, is two requests.
    boolean two = asksServed(state);
    return probes.begin(state.life().attempts() + 1, now + (two ? 2 * timeout : timeout));
  }

  private static boolean asksServed(PodState state) {
    return state instanceof Probing && state.life().atStart();
  }

  /** Adds what the driver must do because the call under way is another one. */
  private static void tell(
      PodState before, PodState after, long answered, List<PodEffect> effects) {
    long old = before.underWay();
    long begun = after.underWay();
    if (old == begun) {
      return;
    }
    if (old != 0 && old != answered) {
      effects.add(new PodEffect.Abandon(old));
    }
    if (begun != 0) {
      effects.add(
          after instanceof Warming
              ? new PodEffect.Prompt(begun)
              : new PodEffect.Probe(begun, asksServed(after)));
    }
  }

  private static String unanswered(Duration timeout) {
    return "no answer within " + seconds(timeout.toNanos());
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9)
            .setScale(2, RoundingMode.CEILING)
            .stripTrailingZeros()
            .toPlainString()
        + " s";
  }
}
