package io.spillway.loadtest.demo;

import io.spillway.loadtest.client.ClientSpec;
import io.spillway.loadtest.client.LoadRun;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.trace.Trace;
import io.spillway.loadtest.trace.Workload;
import io.spillway.loadtest.trace.WorkloadSpec;
import io.spillway.router.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells the story once: sends the traffic, lets the pod die and return, looks at the gateway every
 * second. Runs on the main thread.
 */
final class DemoRun {
  private static final ClientSpec.Limits LIMITS =
      new ClientSpec.Limits(500, Duration.ofSeconds(40));
  private static final int REQUESTS_MAX = 100_000;
  private static final long PRIME_SECONDS_MAX = 5;
  private static final long LOOK_MILLIS = 1000;
  private static final double SECONDS_MAX_AFTER = 45;

  /**
   * What a run leaves behind.
   *
   * @param records of all requests
   * @param timeline what the gateway said, by nanoseconds since the start
   * @param seconds from the first request to the last answer
   */
  record Told(
      List<RequestRecord> records, NavigableMap<Long, AdminStatus> timeline, double seconds) {}

  private final Story story;
  private final DemoFleet fleet;
  private final GatewayProcess gateway;
  private final AdminClient admin;
  private final Screen screen;
  private final News news;
  private final Ledger ledger = new Ledger();
  private final NavigableMap<Long, AdminStatus> timeline = new TreeMap<>();
  private final Ticker ticker = Ticker.system();
  private boolean died;
  private boolean returned;

  /**
   * What a run works with.
   *
   * @param fleet simulated pods and target
   * @param gateway the child process
   * @param admin its admin port
   * @param screen where the story is told
   * @param news what has happened before
   */
  record Cast(
      DemoFleet fleet, GatewayProcess gateway, AdminClient admin, Screen screen, News news) {}

  DemoRun(Story story, Cast cast) {
    this.story = story;
    this.fleet = cast.fleet();
    this.gateway = cast.gateway();
    this.admin = cast.admin();
    this.screen = cast.screen();
    this.news = cast.news();
  }

  /** Tells it. */
  Told tell(Vertx vertx, URI url, long seed) throws InterruptedException, DemoFailure {
    var load = new LoadRun(vertx, client(url), workload(seed), ledger);
    prime(load);
    long start = ticker.nanos();
    Future<List<RequestRecord>> records = load.start();
    while (!records.isComplete() || ticker.nanos() - start < story.length().toNanos()) {
      Thread.sleep(LOOK_MILLIS - (ticker.nanos() - start) / 1_000_000 % LOOK_MILLIS);
      long now = ticker.nanos() - start;
      if (!gateway.alive()) {
        load.stop();
        throw new DemoFailure("the gateway has ended");
      }
      act(now);
      look(now);
      if (now / 1e9 > story.seconds() + SECONDS_MAX_AFTER) {
        load.stop();
      }
    }
    return new Told(records.result(), timeline, (ticker.nanos() - start) / 1e9);
  }

  private static void prime(LoadRun load) throws InterruptedException {
    try {
      load.prime().await(PRIME_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // The first requests will show what is wrong.
    }
  }

  private void act(long now) {
    DemoPod pod = fleet.dyingPod();
    if (!died && now >= story.podDies().toNanos()) {
      died = true;
      news.forget(pod.name());
      tell(now, pod.name() + " dies; its connections are reset");
      pod.engine().kill().onFailure(_ -> {});
    }
    if (!returned && now >= story.podReturns().toNanos()) {
      returned = true;
      tell(now, pod.name() + " is started again, with an empty cache");
      pod.engine()
          .restart(DemoFleet.engineTime(story.returnedPodLoads(), story))
          .onFailure(_ -> {});
    }
  }

  private void look(long now) throws InterruptedException {
    AdminStatus last = timeline.isEmpty() ? AdminStatus.NONE : timeline.lastEntry().getValue();
    AdminStatus status = admin.status().orElse(last);
    timeline.put(now, status);
    news.look(now / 1e9, status).forEach(screen::news);
    double podsUsd = GatewayConfig.PRICES.podsUsd(fleet.pods().size(), now / 1e9);
    screen.show(
        new DemoSnapshot(now / 1e9, story, status, ledger.traffic(now), podsUsd, news.latest()));
  }

  private void tell(long now, String what) {
    screen.news(news.tell(now / 1e9, what));
  }

  private Workload workload(long seed) {
    var spec =
        new WorkloadSpec(story.rate(), story.arrivals(), REQUESTS_MAX, story.gapScale(), seed);
    return new Workload(Trace.azureConversations(), spec);
  }

  private static ClientSpec client(URI url) {
    Map<String, Object> fields = Map.of("ignore_eos", true, DemoPod.USER_MARK, true);
    return new ClientSpec(url, GatewayConfig.MODEL, null, true, LIMITS, fields);
  }
}
