package io.spillway.loadtest.routing;

import io.spillway.loadtest.trace.BlockTrace;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.EngineLoad;
import io.spillway.router.KeyedHash;
import io.spillway.router.Placement;
import io.spillway.router.Pool;
import io.spillway.router.PoolConfig;
import io.spillway.router.PrefixChain;
import io.spillway.router.Priority;
import io.spillway.router.Prompt;
import io.spillway.router.Resumption;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Session;
import io.spillway.router.Slot;
import io.spillway.router.SlotEnd;
import io.spillway.router.Terms;
import io.spillway.router.Ticket;
import io.spillway.router.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spillway's own: the pool that the gateway uses, told what the gateway would tell it. No request
 * may leave for another tier, and none is refused: all of one tenant and one priority, they wait as
 * long as it takes.
 */
final class PoolPolicy implements RoutingPolicy {
  private static final int QUEUE_LENGTH_MAX = 100_000;
  private static final Duration OBJECTIVE = Duration.ofSeconds(2);
  private static final long PATIENCE_NANOS = Duration.ofDays(1).toNanos();
  private static final int CHAIN_PARTS = BlockTrace.BLOCK_TOKENS / PrefixChain.BLOCK_TOKENS;

  private final KeyedHash hash = KeyedHash.of(1, 2);
  private final Pool pool;
  private final List<EndpointId> ids = new ArrayList<>();
  private final Map<EndpointId, Integer> numbers = new HashMap<>();
  private final Map<Integer, Slot> slots = new HashMap<>();
  private final Map<Ticket, Arrival> waiting = new HashMap<>();

  /**
   * With nothing sent.
   *
   * @param concurrencyPerPod requests in flight on one pod, at most; the others wait
   */
  PoolPolicy(FleetSize size, int concurrencyPerPod) {
    pool = new Pool(new PoolConfig(concurrencyPerPod, QUEUE_LENGTH_MAX, OBJECTIVE, 0), hash);
    var views = new ArrayList<EndpointView>();
    for (int pod = 0; pod < size.pods(); pod++) {
      EndpointView view = EndpointView.serving("pod-" + pod);
      views.add(view);
      ids.add(view.id());
      numbers.put(view.id(), pod);
    }
    pool.fleet(views, 0);
    for (EndpointId id : ids) {
      pool.reported(id, new EngineLoad(0, 0, 0, 0, size.podTokens(), null), 0);
    }
  }

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    return switch (pool.place(request(arrival), List.of(), nowNanos)) {
      case Placement.Dispatch(Slot slot, _, _, _) -> taken(arrival, slot);
      case Placement.Queue queue -> {
        waiting.put(queue.ticket(), arrival);
        yield WAITS;
      }
      case Placement.Overflow _, Placement.Reject _ -> throw refused(arrival);
    };
  }

  @Override
  public void firstToken(Arrival arrival, int pod, long nowNanos) {
    pool.firstToken(slot(arrival), nowNanos);
  }

  @Override
  public List<Placed> ended(Arrival arrival, int pod, Usage usage, long nowNanos) {
    var end =
        new SlotEnd(
            Verdict.SUCCESS, 0, arrival.promptTokens(), usage.cachedTokens(), usage.outputTokens());
    var _ = pool.release(slot(arrival), end, nowNanos);
    slots.remove(arrival.index());
    return reconsidered(nowNanos);
  }

  @Override
  public List<Placed> reported(int pod, EngineLoad load, long nowNanos) {
    pool.reported(ids.get(pod), load, nowNanos);
    return reconsidered(nowNanos);
  }

  private List<Placed> reconsidered(long nowNanos) {
    var placed = new ArrayList<Placed>();
    for (Resumption resumption : pool.reconsider(List.of(), nowNanos)) {
      Arrival arrival = waiting.remove(resumption.ticket());
      if (arrival == null) {
        throw new IllegalStateException("a ticket was decided that was not drawn here");
      }
      if (!(resumption.placement() instanceof Placement.Dispatch dispatch)) {
        throw refused(arrival);
      }
      placed.add(new Placed(arrival, taken(arrival, dispatch.slot())));
    }
    return placed;
  }

  private RoutingRequest request(Arrival arrival) {
    var chain = new PrefixChain(chain(arrival), PrefixChain.BLOCK_TOKENS);
    return new RoutingRequest(
        new Session(hash.hash("session " + arrival.session()), false),
        new Prompt(arrival.promptTokens(), 0, chain, null, true),
        new Terms(
            "tenant", Priority.DEFAULT, false, arrival.nanos(), arrival.nanos() + PATIENCE_NANOS));
  }

  private static long[] chain(Arrival arrival) {
    var hashes = new long[arrival.promptTokens() / PrefixChain.BLOCK_TOKENS];
    for (int i = 0; i < hashes.length; i++) {
      long block = arrival.blocks()[i / CHAIN_PARTS];
      hashes[i] = Mix.of(block * CHAIN_PARTS + i % CHAIN_PARTS + 1);
    }
    return hashes;
  }

  private int taken(Arrival arrival, Slot slot) {
    slots.put(arrival.index(), slot);
    return numbers.getOrDefault(slot.endpoint(), WAITS);
  }

  private Slot slot(Arrival arrival) {
    Slot slot = slots.get(arrival.index());
    if (slot == null) {
      throw new IllegalStateException("request " + arrival.index() + " has no slot");
    }
    return slot;
  }

  private static IllegalStateException refused(Arrival arrival) {
    return new IllegalStateException("request " + arrival.index() + " was refused or sent away");
  }
}
