package io.spillway.loadtest.system;

import io.spillway.loadtest.engine.EngineCounters;
import io.spillway.loadtest.engine.EngineOptions;
import io.spillway.loadtest.engine.SimulatedEngine;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Simulated engines with model {@code m} in the test's own process. */
final class Fleet implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final List<SimulatedEngine> engines = new ArrayList<>();

  /** So many engines that listen and have served before, so that a new gateway trusts them soon. */
  static Fleet of(int count, UnaryOperator<EngineOptions> change) {
    var fleet = new Fleet();
    for (int i = 0; i < count; i++) {
      fleet.addServing(change);
    }
    return fleet;
  }

  /** Adds an engine that listens and has served before. */
  SimulatedEngine addServing(UnaryOperator<EngineOptions> change) {
    SimulatedEngine engine = add(change);
    Await.done(engine.ready());
    Call call =
        Call.post(engine.port(), "/v1/chat/completions", Call.body("hello", 1, false)).awaitEnd();
    if (!call.complete()) {
      throw new AssertionError("an engine does not answer: " + call);
    }
    return engine;
  }

  /** Adds an engine, which may still load. */
  SimulatedEngine add(UnaryOperator<EngineOptions> change) {
    EngineOptions options =
        change.apply(
            EngineOptions.DEFAULTS
                .withModel("m")
                .withSpeed(20)
                .withSeed(engines.size() + 1)
                .withBehaviour(EngineOptions.Behaviour.DEFAULTS.withTokenIds(true)));
    SimulatedEngine engine = Await.done(SimulatedEngine.start(vertx, options));
    engines.add(engine);
    return engine;
  }

  SimulatedEngine engine(int index) {
    return engines.get(index);
  }

  List<SimulatedEngine> engines() {
    return List.copyOf(engines);
  }

  /** The addresses of all engines, as they stand in a configuration's list. */
  String urls() {
    return urls(engines);
  }

  static String urls(List<SimulatedEngine> engines) {
    return engines.stream()
        .map(engine -> '"' + engine.url() + '"')
        .collect(Collectors.joining(", ", "[ ", " ]"));
  }

  /** Kills an engine and waits until nobody listens any more. */
  static void kill(SimulatedEngine engine) {
    engine.kill().onComplete(_ -> {});
    Await.until("a port that refuses", () -> !connects(engine.port()));
  }

  /** True if somebody listens on a port of the loopback. */
  static boolean connects(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until no engine works on anything. */
  void awaitIdle() {
    Await.until(() -> "idle engines: " + counters(), this::idle);
  }

  List<EngineCounters> counters() {
    return engines.stream().map(SimulatedEngine::counters).toList();
  }

  @Override
  public void close() {
    engines.forEach(engine -> engine.kill().onComplete(_ -> {}));
    Await.done(vertx.close());
  }

  private boolean idle() {
    return counters().stream().allMatch(c -> c.running() == 0 && c.waiting() == 0);
  }
}
