package io.spillway.loadtest.demo;

import io.spillway.loadtest.engine.EngineOptions;
import io.spillway.loadtest.engine.SimulatedEngine;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The simulated places of the demo: three pods, of which the last loads for a while, and one target
 * with more seats.
 *
 * @param pods in the order of their names
 * @param target the pay-per-second target
 */
record DemoFleet(List<DemoPod> pods, SimulatedEngine target) {
  private static final int PODS = 3;
  private static final int DYING_POD = 1;
  private static final long START_SECONDS_MAX = 10;

  /** Starts everything; the pods that are not late listen when this returns. */
  static DemoFleet start(Vertx vertx, Story story) throws TimeoutException {
    var pods = new ArrayList<DemoPod>();
    for (int i = 0; i < PODS; i++) {
      Duration loadTime = i == PODS - 1 ? story.latePodLoads() : Duration.ZERO;
      var options =
          options(i, story)
              .withSequencesMax(GatewayConfig.SLOTS_PER_POD)
              .withLoadTime(engineTime(loadTime, story));
      pods.add(DemoPod.watched("pod-" + i, start(vertx, options)));
    }
    var seats = options(PODS, story).withSequencesMax(GatewayConfig.TARGET_CONCURRENCY);
    var fleet = new DemoFleet(List.copyOf(pods), start(vertx, seats));
    for (int i = 0; i < PODS - 1; i++) {
      pods.get(i).engine().ready().await(START_SECONDS_MAX, TimeUnit.SECONDS);
    }
    return fleet;
  }

  /** The pod that dies in the story. */
  DemoPod dyingPod() {
    return pods.get(DYING_POD);
  }

  List<String> urls() {
    return pods.stream().map(pod -> pod.engine().url()).toList();
  }

  Set<String> names() {
    var names = new TreeSet<String>();
    pods.forEach(pod -> names.add(pod.name()));
    return names;
  }

  /** User requests that reached a pod too early. */
  int cold() {
    return pods.stream().mapToInt(pod -> pod.guard().cold()).sum();
  }

  /** A wall-clock time on an engine's faster clock. */
  static Duration engineTime(Duration time, Story story) {
    return Duration.ofMillis(Math.round(time.toMillis() * story.speed()));
  }

  private static EngineOptions options(int seed, Story story) {
    var defaults = EngineOptions.DEFAULTS;
    return defaults
        .withModel(GatewayConfig.MODEL)
        .withSpeed(story.speed())
        .withBehaviour(defaults.behaviour().withTokenIds(true))
        .withSeed(seed + 1L);
  }

  private static SimulatedEngine start(Vertx vertx, EngineOptions options) throws TimeoutException {
    return SimulatedEngine.start(vertx, options).await(START_SECONDS_MAX, TimeUnit.SECONDS);
  }
}
