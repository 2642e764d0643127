package io.spillway.loadtest.training;

import io.spillway.loadtest.engine.EngineOptions;
import io.spillway.loadtest.engine.SimulatedEngine;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the gateway's AOT cache: runs the gateway in front of a simulated pod, sends it every kind
 * of request, and lets it leave.
 */
public final class TrainingRun {
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final int SPEED = 50;
  private static final String USAGE = "usage: TrainingRun CACHE JAVA [JVM OPTION]... MAIN-CLASS";

  private final Path cache;
  private final List<String> java;

  private TrainingRun(Path cache, List<String> java) {
    this.cache = cache;
    this.java = java;
  }

  /**
   * Runs it; exit status 1 when no cache was made.
   *
   * @param arguments the file to make, and the command line that runs the gateway, up to its main
   *     class: the cache is of use for that very class path only
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.err));
  }

  static int run(List<String> arguments, PrintStream err) {
    if (arguments.size() < 3) {
      err.println(USAGE);
      return 2;
    }
    var run =
        new TrainingRun(
            Path.of(arguments.getFirst()).toAbsolutePath(), arguments.subList(1, arguments.size()));
    try {
      run.make();
      return 0;
    } catch (IOException | TrainingFailure e) {
      err.println("no AOT cache was made: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void make() throws IOException, InterruptedException, TrainingFailure {
    Path folder = Files.createTempDirectory("spillway-training-");
    Path made = cache.resolveSibling(cache.getFileName() + ".new");
    Vertx vertx = Vertx.vertx();
    try {
      var options = EngineOptions.DEFAULTS.withSpeed(SPEED);
      SimulatedEngine engine = SimulatedEngine.start(vertx, options).await(10, TimeUnit.SECONDS);
      engine.ready().await(10, TimeUnit.SECONDS);
      serve(engine, folder, made);
      Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TrainingFailure("the simulated pod did not come up");
    } finally {
      vertx.close().await();
      Files.deleteIfExists(made);
      tidy(folder);
    }
  }

  private void serve(SimulatedEngine engine, Path folder, Path made)
      throws IOException, InterruptedException, TrainingFailure {
    var command = new ArrayList<String>();
    command.add(java.getFirst());
    command.add("-XX:AOTCacheOutput=" + made);
    command.addAll(java.subList(1, java.size()));
    try (var gateway = TrainedGateway.start(command, folder, engine.url());
        var rehearsal = new Rehearsal(gateway.urls(START_MAX))) {
      rehearsal.awaitReady(START_MAX);
      rehearsal.everyKind();
      gateway.leave();
    }
    if (!Files.isRegularFile(made) || Files.size(made) == 0) {
      throw new TrainingFailure("the JVM wrote none");
    }
  }

  private static void tidy(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
