package io.spillway.loadtest.routing;

import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.engine.model.EngineScheduler;
import io.spillway.loadtest.engine.model.TokenOutput;
import io.spillway.router.EngineLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a recording through one policy and a fleet of engines, in virtual time.
 *
 * <p>The next event is the earliest of: an arrival, the end of an engine's step, the engines'
 * reports. At one moment steps end first (pods in order), then reports come, then requests arrive.
 * Whoever calls it with the same arguments gets the same result.
 */
final class Replay implements FleetView {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long REPORT_NANOS = 2_000_000_000;

  private final Recording recording;
  private final RoutingPolicy policy;
  private final List<Engine> engines = new ArrayList<>();
  private final long cacheTokens;
  private final long[] firstTokenNanos;
  private final int[] ends;
  private long hits;
  private int open;

  private Replay(Recording recording, EngineProfile engine, int pods, RoutingPolicy policy) {
    this.recording = recording;
    this.policy = policy;
    for (int i = 0; i < pods; i++) {
      engines.add(new Engine(i, new EngineScheduler(engine)));
    }
    cacheTokens = (long) engine.limits().kvBlocks() * EngineProfile.BLOCK_TOKENS;
    firstTokenNanos = new long[recording.requests().size()];
    ends = new int[recording.requests().size()];
  }

  /** Runs to the end of the last request. */
  static ReplayResult run(
      Recording recording, FleetSize size, EngineProfile kind, RoutingPolicy policy) {
    return new Replay(recording, size.engine(kind), size.pods(), policy).run();
  }

  @Override
  public int pods() {
    return engines.size();
  }

  @Override
  public int inFlight(int pod) {
    return engines.get(pod).sent.size();
  }

  @Override
  public long promptTokensAhead(int pod) {
    return engines.get(pod).tokensAhead;
  }

  private ReplayResult run() {
    int arrived = 0;
    long report = REPORT_NANOS;
    int count = recording.requests().size();
    while (arrived < count || open > 0) {
      Engine first = firstToEnd();
      long arrival = arrived < count ? recording.requests().get(arrived).arrival().nanos() : NEVER;
      if (first.stepEnds <= report && first.stepEnds <= arrival) {
        endStep(first, first.stepEnds);
      } else if (report <= arrival) {
        report(report);
        report += REPORT_NANOS;
      } else {
        arrive(recording.requests().get(arrived++), arrival);
      }
    }
    return new ReplayResult(
        (double) hits / recording.promptTokens(), firstTokenNanos, ends, preemptions());
  }

  private Engine firstToEnd() {
    Engine first = engines.getFirst();
    for (Engine engine : engines) {
      first = engine.stepEnds < first.stepEnds ? engine : first;
    }
    return first;
  }

  private void arrive(ReplayRequest request, long now) {
    open++;
    int pod = policy.choose(request.arrival(), this, now);
    if (pod != RoutingPolicy.WAITS) {
      send(request, pod, now);
    }
  }

  private void send(ReplayRequest request, int pod, long now) {
    Engine engine = engines.get(pod);
    engine.sent.put(engine.scheduler.submit(EngineTokens.sequence(request)), request.arrival());
    engine.tokensAhead += request.arrival().promptTokens();
    if (engine.stepEnds == NEVER) {
      begin(engine, now);
    }
  }

  private static void begin(Engine engine, long now) {
    var step = engine.scheduler.begin();
    engine.stepEnds = step.isPresent() ? now + step.getAsLong() : NEVER;
  }

  private void endStep(Engine engine, long now) {
    for (TokenOutput token : engine.scheduler.end()) {
      if (token.index() == 0) {
        firstToken(engine, token, now);
      }
      if (token.last()) {
        end(engine, token, now);
      }
    }
    begin(engine, now);
  }

  private void firstToken(Engine engine, TokenOutput token, long now) {
    Arrival arrival = engine.request(token.sequence());
    firstTokenNanos[arrival.index()] = now - arrival.nanos();
    hits += token.cachedTokens();
    engine.tokensAhead -= arrival.promptTokens();
    policy.firstToken(arrival, engine.pod, now);
  }

  private void end(Engine engine, TokenOutput last, long now) {
    Arrival arrival = engine.request(last.sequence());
    engine.sent.remove(last.sequence());
    open--;
    ends[arrival.index()]++;
    var usage = new RoutingPolicy.Usage(last.cachedTokens(), last.index() + 1);
    sendAll(policy.ended(arrival, engine.pod, usage, now), now);
  }

  private void sendAll(List<RoutingPolicy.Placed> waited, long now) {
    for (RoutingPolicy.Placed placed : waited) {
      send(recording.requests().get(placed.arrival().index()), placed.pod(), now);
    }
  }

  private void report(long now) {
    for (Engine engine : engines) {
      var scheduler = engine.scheduler;
      var load =
          new EngineLoad(
              scheduler.running(),
              scheduler.waiting(),
              scheduler.prefixHits(),
              scheduler.prefixQueries(),
              cacheTokens,
              null);
      sendAll(policy.reported(engine.pod, load, now), now);
    }
  }

  private long preemptions() {
    return engines.stream().mapToLong(engine -> engine.scheduler.preemptions()).sum();
  }

  /** One pod: its engine, what was sent to it, and when its step ends. */
  private static final class Engine {
    final int pod;
    final EngineScheduler scheduler;
    final Map<Long, Arrival> sent = new HashMap<>();
    long stepEnds = NEVER;
    long tokensAhead;

    Engine(int pod, EngineScheduler scheduler) {
      this.pod = pod;
      this.scheduler = scheduler;
    }

    Arrival request(long sequence) {
      Arrival arrival = sent.get(sequence);
      if (arrival == null) {
        throw new IllegalStateException("pod " + pod + " answers what it was not sent");
      }
      return arrival;
    }
  }
}
