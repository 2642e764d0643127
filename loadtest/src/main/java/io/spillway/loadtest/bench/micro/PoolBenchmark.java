package io.spillway.loadtest.bench.micro;

import io.spillway.router.EndpointView;
import io.spillway.router.EngineLoad;
import io.spillway.router.KeyedHash;
import io.spillway.router.Placement;
import io.spillway.router.Pool;
import io.spillway.router.PoolConfig;
import io.spillway.router.PrefixChain;
import io.spillway.router.Priority;
import io.spillway.router.Prompt;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Session;
import io.spillway.router.Slot;
import io.spillway.router.SlotEnd;
import io.spillway.router.Terms;
import io.spillway.router.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * All that the pool does for one request under its lock: it is placed, an earlier one has its first
 * token, a still earlier one ends. Half of the slots are in use.
 *
 * <p>Prompts have 4,096 tokens and belong to one of 100,000 sessions, which are all remembered. All
 * begin with the same eight blocks. Time goes on by itself, so fast that each pod computes half of
 * the time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
public class PoolBenchmark {
  private static final int SESSIONS = 100_000;
  private static final int BLOCKS_SHARED = 8;
  private static final int BLOCKS = 32;
  private static final int TOKENS = BLOCKS * PrefixChain.BLOCK_TOKENS;
  private static final int SLOTS = 16;
  private static final int CACHE_TOKENS = 500_000;
  private static final double REQUESTS_PER_POD_SECOND = 1.2;
  private static final double FIRST_TOKEN_SECONDS = 0.42;
  private static final SlotEnd END =
      new SlotEnd(Verdict.SUCCESS, 0, TOKENS, BLOCKS_SHARED * PrefixChain.BLOCK_TOKENS, 300);

  /** Pods of the pool. */
  @Param({"1", "64", "1000"})
  public int pods;

  private final SplittableRandom random = new SplittableRandom(1);
  private final RoutingRequest[] requests = new RoutingRequest[SESSIONS];
  private Pool pool = empty();
  private Slot[] underWay = new Slot[0];
  private int computing;
  private int next;
  private long nanos;
  private long stepNanos;

  /** Sends every session's first requests, and half as many pods' as there are slots stay. */
  @Setup
  public void fill() {
    pool = empty();
    var views = new ArrayList<EndpointView>();
    for (int pod = 0; pod < pods; pod++) {
      views.add(EndpointView.serving("pod-" + pod));
    }
    pool.fleet(views, 0);
    views.forEach(
        view -> pool.reported(view.id(), new EngineLoad(0, 0, 0, 0, CACHE_TOKENS, null), 0));
    stepNanos = (long) (1e9 / (REQUESTS_PER_POD_SECOND * pods));
    computing = Math.max(1, (int) (FIRST_TOKEN_SECONDS * 1e9 / stepNanos));
    underWay = new Slot[pods * SLOTS / 2];
    long[] common = random.longs(BLOCKS_SHARED).toArray();
    for (int i = 0; i < SESSIONS; i++) {
      requests[i] = request(common);
    }
    for (int i = 0; i < underWay.length; i++) {
      underWay[i] = place(requests[i % SESSIONS]);
    }
    for (int i = 0; i < SESSIONS; i++) {
      step(requests[i % SESSIONS]);
    }
  }

  /** One request in place of another. */
  @Benchmark
  public Slot decide() {
    return step(requests[random.nextInt(SESSIONS)]);
  }

  private Slot step(RoutingRequest request) {
    nanos += stepNanos;
    int size = underWay.length;
    pool.firstToken(underWay[(next + size - computing) % size], nanos);
    pool.release(underWay[next], END, nanos);
    Slot slot = place(request);
    underWay[next] = slot;
    next = (next + 1) % size;
    return slot;
  }

  private Slot place(RoutingRequest request) {
    if (pool.place(request, List.of(), nanos) instanceof Placement.Dispatch dispatch) {
      return dispatch.slot();
    }
    throw new IllegalStateException("half of the slots are free, and none was given");
  }

  private RoutingRequest request(long[] common) {
    long[] hashes = random.longs(BLOCKS).toArray();
    System.arraycopy(common, 0, hashes, 0, common.length);
    var chain = new PrefixChain(hashes, PrefixChain.BLOCK_TOKENS);
    return new RoutingRequest(
        new Session(random.nextLong(), false),
        new Prompt(TOKENS, 0, chain, null, true),
        new Terms("tenant", Priority.DEFAULT, false, 0, Long.MAX_VALUE));
  }

  private static Pool empty() {
    return new Pool(new PoolConfig(SLOTS, 0, Duration.ofSeconds(2), 0), KeyedHash.of(1, 2));
  }
}
