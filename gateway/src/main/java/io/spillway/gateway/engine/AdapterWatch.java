package io.spillway.gateway.engine;

import io.spillway.router.EndpointId;
import io.spillway.router.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks one pool's pods which LoRA adapters they serve: when told to, and at intervals, because
 * adapters come and go while an engine runs.
 *
 * <p>At most one question per pod is under way. A pod that does not answer is unknown, not without
 * adapters; but for a few intervals what it said last stands, because a busy pod may answer late.
 */
public final class AdapterWatch {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final int INTERVALS_KEPT = 3;
  private static final int BYTES_MAX = 1 << 20;
  private static final ScrapeLimits LIMITS =
      new ScrapeLimits(INTERVAL, Duration.ofSeconds(1), Duration.ofSeconds(5), BYTES_MAX);

  /** Hears what pods answer, on the watch's context, one call at a time. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A pod serves these adapters; null: unknown. What was said before stands until then, as long
     * as the pod's process is the same.
     */
    void served(EndpointId pod, @Nullable Set<String> adapters);
  }

  /**
   * A pod to ask.
   *
   * @param url its base URL
   * @param key the bearer key it wants; null when it wants none
   */
  public record Pod(EndpointId id, URI url, @Nullable String key) {
    /** The same without its secret. */
    @Override
    public String toString() {
      return "Pod[id=%s, key=%s]".formatted(id, key == null ? "none" : "***");
    }
  }

  private final Vertx vertx;
  private final Ticker ticker;
  private final Context context;
  private final Listener listener;
  private final HttpClient client;
  private final Set<EndpointId> asked = new HashSet<>();

  /** When pods answered last. Confined to the context, like what is asked. */
  private final Map<Pod, Long> answered = new HashMap<>();

  private final long keptNanos;
  private final long timer;
  private volatile Map<EndpointId, Pod> pods = Map.of();
  private volatile boolean closed;

  /** A watch that knows no pod yet. */
  public AdapterWatch(Vertx vertx, Ticker ticker, Listener listener) {
    this(vertx, ticker, listener, INTERVAL);
  }

  AdapterWatch(Vertx vertx, Ticker ticker, Listener listener, Duration interval) {
    this.vertx = vertx;
    this.ticker = ticker;
    this.keptNanos = INTERVALS_KEPT * interval.toNanos();
    this.context = vertx.getOrCreateContext();
    this.listener = listener;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) LIMITS.connect().toMillis())
                    .setKeepAlive(false))
            // A question is told that its connection broke; without a handler Vert.x logs it too.
            .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
            .build();
    this.timer = vertx.setPeriodic(interval.toMillis(), _ -> pods.keySet().forEach(this::ask));
  }

  /** Takes the pods to ask from now on. */
  public void pods(List<Pod> targets) {
    var next = new HashMap<EndpointId, Pod>();
    targets.forEach(pod -> next.put(pod.id(), pod));
    pods = Map.copyOf(next);
  }

  /** Asks a pod now, if it is not being asked; callable from any thread. */
  public void ask(EndpointId id) {
    context.runOnContext(_ -> {
      Pod pod = pods.get(id);
      if (closed || pod == null || !asked.add(id)) {
        return;
      }
      Scrape.fetch(client, options(pod), LIMITS)
          .onComplete(read -> {
            asked.remove(id);
            if (!closed && pod.equals(pods.get(id))) {
              heard(pod, read.succeeded() ? read.result() : null);
            }
          });
    });
  }

  private void heard(Pod pod, byte @Nullable [] list) {
    long now = ticker.nanos();
    if (list != null) {
      answered.keySet().retainAll(pods.values());
      answered.put(pod, now);
      listener.served(pod.id(), AdapterList.read(list));
      return;
    }
    Long last = answered.get(pod);
    if (last == null || now - last >= keptNanos) {
      listener.served(pod.id(), null);
    }
  }

  /** Stops asking; what is under way is cut off and not told. */
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return client.close();
  }

  private static RequestOptions options(Pod pod) {
    var options =
        new RequestOptions()
            .setAbsoluteURI(pod.url().resolve("/v1/models").toString())
            .setFollowRedirects(false)
            .putHeader("accept", "application/json");
    return pod.key() == null ? options : options.putHeader("authorization", "Bearer " + pod.key());
  }
}
