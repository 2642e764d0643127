package io.spillway.gateway.engine;

import io.spillway.router.EndpointId;
import io.spillway.router.Ticker;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads the metrics of one pool's pods at intervals.
 *
 * <p>Each pod has a rhythm of its own with a random start, and at most one scrape under way: a slow
 * pod delays nobody but itself. Every scrape opens its own connection, so an engine that closes
 * idle connections is never mistaken for one that fails.
 */
public final class EngineScraper {
  /** Intervals after which a sample is too old to be believed. */
  private static final int FRESH_INTERVALS = 3;

  private static final long FIRST_DELAY_MILLIS_MAX = 1000;

  /** Hears what was read, on the scraper's context, one call at a time. */
  public interface Listener {
    /**
     * A pod's metrics were read.
     *
     * @param askedNanos when it was asked for them
     */
    void sampled(EndpointId pod, EngineSample sample, long askedNanos);

    /** A pod's metrics could not be read. */
    void silent(EndpointId pod);

    /** A pod's metrics show a change; told before the sample that shows it. */
    void signal(EndpointId pod, PodSignal signal);
  }

  private final Vertx vertx;
  private final Context context;
  private final Ticker ticker;
  private final Duration interval;
  private final Listener listener;
  private final ScrapeLimits limits;
  private final HttpClient client;
  private final Map<EndpointId, WatchedPod> watched = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * A scraper that knows no pod yet.
   *
   * @param interval from the start of one scrape of a pod to the start of the next
   */
  public EngineScraper(Vertx vertx, Ticker ticker, Duration interval, Listener listener) {
    this(vertx, ticker, listener, ScrapeLimits.every(interval));
  }

  EngineScraper(Vertx vertx, Ticker ticker, Listener listener, ScrapeLimits limits) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.ticker = ticker;
    this.interval = limits.interval();
    this.listener = listener;
    this.limits = limits;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) limits.connect().toMillis())
                    .setKeepAlive(false))
            // A scrape is told that its connection broke; without a handler Vert.x logs it beside.
            .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
            .build();
  }

  /** Takes the pods to scrape from now on; those that stay keep their rhythm. */
  public void pods(List<ScrapeTarget> targets) {
    var wanted = List.copyOf(targets);
    context.runOnContext(_ -> replace(wanted));
  }

  /**
   * What a pod said last; {@link EngineSample#UNKNOWN} when the last scrape failed or is older than
   * three intervals. Callable from any thread.
   */
  public EngineSample latest(EndpointId pod, long nowNanos) {
    WatchedPod known = watched.get(pod);
    return known == null
        ? EngineSample.UNKNOWN
        : known.latest(nowNanos, interval.toNanos() * FRESH_INTERVALS);
  }

  /** Stops scraping; what is under way is cut off and not told. */
  public Future<Void> close() {
    closed = true;
    watched.clear();
    return client.close();
  }

  private void replace(List<ScrapeTarget> targets) {
    var wanted = new HashMap<EndpointId, ScrapeTarget>();
    targets.forEach(target -> wanted.put(target.id(), target));
    watched.values().removeIf(pod -> !pod.target().equals(wanted.get(pod.target().id())));
    for (ScrapeTarget target : wanted.values()) {
      if (!closed && !watched.containsKey(target.id())) {
        var pod = new WatchedPod(target);
        watched.put(target.id(), pod);
        long bound = Math.clamp(interval.toMillis(), 1, FIRST_DELAY_MILLIS_MAX);
        lookIn(1 + ThreadLocalRandom.current().nextLong(bound), pod);
      }
    }
  }

  private void lookIn(long millis, WatchedPod pod) {
    vertx.setTimer(millis, _ -> look(pod));
  }

  private void look(WatchedPod pod) {
    if (gone(pod)) {
      return;
    }
    long startNanos = ticker.nanos();
    Scrape.fetch(client, options(pod.target()), limits)
        .compose(text -> context.executeBlocking(() -> pod.target().engine().read(text), false))
        .onComplete(read -> finish(pod, startNanos, read));
  }

  private void finish(WatchedPod pod, long startNanos, AsyncResult<EngineSample> read) {
    if (gone(pod)) {
      return;
    }
    long nowNanos = ticker.nanos();
    long elapsedMillis = (nowNanos - startNanos) / 1_000_000;
    lookIn(Math.max(1, interval.toMillis() - elapsedMillis), pod);
    EndpointId id = pod.target().id();
    if (read.failed()) {
      pod.failed();
      listener.silent(id);
      return;
    }
    pod.sampled(read.result(), nowNanos).forEach(signal -> listener.signal(id, signal));
    listener.sampled(id, read.result(), startNanos);
  }

  private boolean gone(WatchedPod pod) {
    return closed || watched.get(pod.target().id()) != pod;
  }

  private static RequestOptions options(ScrapeTarget target) {
    var options =
        new RequestOptions()
            .setAbsoluteURI(target.url().resolve(target.engine().path()).toString())
            .setFollowRedirects(false)
            .putHeader("accept", "text/plain; version=0.0.4");
    // llama.cpp shows its metrics to nobody without its key.
    return target.key() == null
        ? options
        : options.putHeader("authorization", "Bearer " + target.key());
  }
}
