package io.spillway.loadtest.demo;

import io.spillway.loadtest.demo.CostComparison.Bill;
import io.spillway.loadtest.demo.DemoRun.Told;
import io.spillway.loadtest.demo.PromiseCheck.Facts;
import io.spillway.loadtest.load.LoadSummary;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Sets everything up, has the story told, sums up, and takes everything down. */
final class Demo {
  private static final int READY_SECONDS_MAX = 60;
  private static final int WARM_SECONDS_MAX = 20;
  private static final int PODS_AT_FIRST = 2;

  private final Story story;
  private final Screen screen;
  private final PrintStream err;
  private final Paint paint;
  private final News news = new News();

  Demo(Story story, Screen screen, PrintStream err, Paint paint) {
    this.story = story;
    this.screen = screen;
    this.err = err;
    this.paint = paint;
  }

  /** Runs the demo; its exit status. */
  int run(String launcher, long seed, boolean stay) {
    Vertx vertx = Vertx.vertx();
    try {
      DemoFleet fleet = DemoFleet.start(vertx, story);
      int[] ports = FreePorts.two();
      var config = new GatewayConfig(ports[0], ports[1], fleet.urls(), fleet.target().url());
      try (GatewayProcess gateway = GatewayProcess.start(launcher, config);
          var admin = new AdminClient(config.adminUrl())) {
        var cast = new DemoRun.Cast(fleet, gateway, admin, screen, news);
        int exit = run(vertx, config, cast, new How(seed, stay));
        if (exit != 0) {
          err.println("spillway demo: the gateway's log is " + gateway.keepLog());
        }
        return exit;
      }
    } catch (IOException | TimeoutException e) {
      err.println("spillway demo: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      vertx.close().onComplete(_ -> {});
    }
  }

  /**
   * How it was asked for.
   *
   * @param seed of the traffic
   * @param stay whether everything stays up afterwards
   */
  private record How(long seed, boolean stay) {}

  private int run(Vertx vertx, GatewayConfig config, DemoRun.Cast cast, How how)
      throws InterruptedException, IOException {
    try {
      screen.say("Starting the gateway at " + config.url() + " (admin: " + config.adminUrl() + ")");
      awaitWarm(cast);
      Told told = new DemoRun(story, cast).tell(vertx, URI.create(config.url()), how.seed());
      if (how.stay()) {
        show(summary(told, cast.fleet(), OptionalInt.empty()));
        stay(config, cast.gateway());
      }
      var exit = OptionalInt.of(cast.gateway().stop());
      DemoSummary summary = summary(told, cast.fleet(), exit);
      show(summary);
      return summary.held() ? 0 : 1;
    } catch (DemoFailure e) {
      err.println("spillway demo: " + e.getMessage() + "; its last lines:");
      cast.gateway().lastLines().forEach(err::println);
      return 1;
    }
  }

  private void show(DemoSummary summary) {
    summary.lines(paint).forEach(screen::say);
  }

  /** Waits until the pods that are not late serve, or long enough. */
  private void awaitWarm(DemoRun.Cast cast) throws InterruptedException, DemoFailure {
    for (int second = 0; !cast.admin().ready(); second++) {
      if (!cast.gateway().alive() || second >= READY_SECONDS_MAX) {
        throw new DemoFailure("the gateway did not get ready");
      }
      Thread.sleep(1000);
    }
    for (int second = 0; second < WARM_SECONDS_MAX; second++) {
      int ready = cast.admin().status().map(AdminStatus::ready).orElse(0);
      if (ready >= PODS_AT_FIRST) {
        return;
      }
      Thread.sleep(1000);
    }
  }

  private void stay(GatewayConfig config, GatewayProcess gateway)
      throws InterruptedException, DemoFailure {
    screen.say("");
    screen.say("The gateway stays up; stop it with Ctrl-C. Try:");
    screen.say(
        "  curl -N %s/v1/chat/completions -H 'content-type: application/json' -d '%s'"
            .formatted(
                config.url(),
                "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                    .formatted(GatewayConfig.MODEL)));
    while (gateway.alive()) {
      Thread.sleep(1000);
    }
    throw new DemoFailure("the gateway has ended");
  }

  private DemoSummary summary(Told told, DemoFleet fleet, OptionalInt exit) {
    LoadSummary load = LoadSummary.of(told.records());
    double overflowUsd =
        told.timeline().values().stream().mapToDouble(AdminStatus::overflowUsd).max().orElse(0);
    var bill =
        new Bill(fleet.pods().size(), GatewayConfig.SLOTS_PER_POD, told.seconds(), overflowUsd);
    var facts =
        new Facts(
            load.counts().all(),
            load.counts().success(),
            load.counts().lost(),
            fleet.cold(),
            SessionsKept.of(told.records(), told.timeline()),
            fleet.names(),
            news.warm(),
            exit);
    var desired = new TreeMap<Integer, Integer>();
    told.timeline()
        .forEach((nanos, status) -> {
          if (desired.isEmpty() || desired.lastEntry().getValue() != status.desired()) {
            desired.put((int) (nanos / 1_000_000_000L), status.desired());
          }
        });
    var cost = CostComparison.of(told.records(), bill, GatewayConfig.PRICES);
    return new DemoSummary(load, cost, facts, desired);
  }
}
