package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.wire.BenchEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares the gateway with the relay and nginx under every load, in turns. */
final class FullRun {
  private static final int FLEET_MAX = 100;
  private static final int FLEET_SOME = 10;

  private final Plan plan;
  private final Peers peers;
  private final Progress progress;
  private final Results results = new Results();

  /**
   * What is measured and for how long.
   *
   * @param window of one measurement
   * @param warmup of one JVM under each load
   * @param streams open ones while memory is measured; 0: not measured
   * @param fleets whether gateways in front of many pods are measured
   */
  record Plan(
      Set<Scenario> scenarios,
      int repetitions,
      Duration window,
      Duration warmup,
      int streams,
      boolean fleets) {
    static final Plan FULL =
        new Plan(
            EnumSet.allOf(Scenario.class),
            3,
            Duration.ofSeconds(6),
            Duration.ofSeconds(20),
            2000,
            true);
    static final Plan QUICK =
        new Plan(
            EnumSet.complementOf(EnumSet.of(Scenario.SMALL_OPEN)),
            1,
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            500,
            false);
  }

  FullRun(Plan plan, Peers peers, Progress progress) {
    this.plan = plan;
    this.peers = peers;
    this.progress = progress;
  }

  /** Runs to the end. */
  Results run() throws IOException, InterruptedException, BenchFailure {
    var started = new ArrayList<Peer>();
    try (BenchEngine engine = BenchEngine.start(plan.fleets() ? FLEET_MAX : 1)) {
      int port = engine.ports().getFirst();
      progress.now("starting the peers");
      started.add(Peer.direct(port));
      started.add(peers.gateway(List.of(port)));
      started.add(peers.relay(port));
      Optional<Peer> nginx = peers.nginx(port);
      nginx.ifPresent(started::add);
      if (plan.fleets()) {
        started.add(peers.gateway(engine.ports().subList(0, FLEET_SOME)));
        started.add(peers.gateway(engine.ports()));
      }
      measure(started);
      return results;
    } finally {
      started.forEach(Peer::close);
      progress.done();
    }
  }

  private void measure(List<Peer> all) throws IOException, InterruptedException, BenchFailure {
    for (Peer peer : all) {
      if (peer.jvm()) {
        warm(peer);
      }
    }
    for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
      for (Scenario scenario : plan.scenarios()) {
        for (Peer peer : all) {
          if (applies(peer, scenario)) {
            progress.now(
                "%d/%d  %s  %s"
                    .formatted(repetition, plan.repetitions(), scenario.label(), peer.name()));
            results.add(Sampler.measure(peer, scenario, repetition, plan.window()));
          }
        }
      }
    }
    if (plan.streams() > 0) {
      for (Peer peer : all) {
        if (!peer.name().equals(PeerNames.DIRECT) && !manyPods(peer)) {
          progress.now("memory  " + peer.name());
          results.add(StreamMemory.of(peer, plan.streams()));
        }
      }
    }
  }

  private void warm(Peer peer) throws InterruptedException {
    for (Scenario scenario : plan.scenarios()) {
      if (applies(peer, scenario) && scenario != Scenario.SMALL_OPEN) {
        progress.now("warming up " + peer.name() + "  " + scenario.label());
        Sampler.warm(peer, scenario.load(), plan.warmup());
      }
    }
  }

  /** The direct path is for delays; gateways with many pods for the cost of a small request. */
  private static boolean applies(Peer peer, Scenario scenario) {
    if (peer.name().equals(PeerNames.DIRECT)) {
      return scenario.delays();
    }
    return !manyPods(peer) || scenario == Scenario.SMALL;
  }

  private static boolean manyPods(Peer peer) {
    return peer.adminPort() > 0 && !peer.name().equals(PeerNames.GATEWAY);
  }
}
