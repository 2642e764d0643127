package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pools of pods that nobody taught otherwise, 10,000 tokens per second, and prompts for them. */
final class Placing {
  static final long SECOND = 1_000_000_000L;
  static final KeyedHash HASH = KeyedHash.of(1, 2);
  static final int BLOCK = 100;

  private Placing() {}

  /** Sends a prompt to one pod, past all rules but its slots. */
  static Slot fill(Pool pool, EndpointId pod, int tokens, long now) {
    var wall =
        new RoutingRequest(
            null, new Prompt(tokens, 0, PrefixChain.EMPTY, null, true), Requests.terms(false));
    return dispatched(pool.place(wall.pinnedTo(pod), List.of(), now)).slot();
  }

  static RoutingRequest strict(long key) {
    return new RoutingRequest(new Session(key, true), Prompt.UNKNOWN, Requests.terms(true));
  }

  static RoutingRequest adapted(long key, String adapter) {
    var prompt = new Prompt(100, 0, PrefixChain.EMPTY, adapter, true);
    return new RoutingRequest(
        new Session(HASH.hash("a" + key), false), prompt, Requests.terms(true));
  }

  /** A prompt whose blocks are all of one text. */
  static RoutingRequest prompt(@Nullable Long session, int tokens, long text) {
    var hashes = new ArrayList<Long>();
    for (int block = 0; block < tokens / BLOCK; block++) {
      hashes.add(HASH.hash(text + ":" + block));
    }
    var chain = new PrefixChain(hashes.stream().mapToLong(Long::longValue).toArray(), BLOCK);
    return new RoutingRequest(
        session == null ? null : new Session(session, false),
        new Prompt(tokens, 0, chain, null, true),
        Requests.terms(true));
  }

  static EngineLoad load(double running, double waiting) {
    return new EngineLoad(running, waiting, Double.NaN, Double.NaN, Double.NaN, null);
  }

  static Placement.Dispatch dispatched(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Dispatch.class);
    return (Placement.Dispatch) placement;
  }

  static PoolConfig config(int concurrency) {
    return new PoolConfig(
        concurrency, 10, Duration.ofSeconds(2), 0, PoolConfig.SESSION_TTL, BLOCK, false);
  }

  static Pool pool(int concurrency, String... names) {
    var pool = new Pool(config(concurrency), HASH);
    pool.fleet(List.of(names).stream().map(EndpointView::serving).toList(), 0);
    return pool;
  }
}
