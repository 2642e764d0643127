package io.spillway.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.EndpointId;
import io.spillway.router.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class EngineScraperIT {
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final Ticker TICKER = Ticker.system();
  private static final EndpointId POD = new EndpointId("pod-0");
  private static final EndpointId SLOW = new EndpointId("slow");

  private final Heard heard = new Heard();
  private Vertx vertx;
  private EngineScraper scraper;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    scraper = scraper(new ScrapeLimits(INTERVAL, second(), second(), 8192));
  }

  @AfterEach
  void stop() throws Exception {
    await(scraper.close());
  }

  @Test
  void readsAPodAtItsMetricsPath() throws Exception {
    var path = new ConcurrentLinkedQueue<String>();
    var url =
        pod(request -> {
          path.add(request.path());
          answer(request, Texts.CURRENT);
        });

    scraper.pods(List.of(target(POD, url)));

    awaitUntil(() -> latest(POD).waiting() == 3);
    assertThat(path).contains("/metrics");
    awaitUntil(() -> heard.samples(POD) >= 3);
  }

  @Test
  void neverReadsThePageThatTensorRtDrains() throws Exception {
    var paths = new ConcurrentLinkedQueue<String>();
    var url =
        pod(request -> {
          paths.add(request.path());
          answer(request, "trtllm_num_requests_waiting 3\n");
        });

    scraper.pods(List.of(new ScrapeTarget(POD, url, EngineMeters.TRTLLM, null)));

    awaitUntil(() -> latest(POD).waiting() == 3);
    assertThat(paths).containsOnly("/prometheus/metrics");
  }

  @Test
  void showsAPodItsKeyAndNobodyElse() throws Exception {
    var url =
        pod(request -> {
          boolean known = "Bearer engine-key".equals(request.getHeader("authorization"));
          request.response().setStatusCode(known ? 200 : 401);
          answer(request, "llamacpp:requests_deferred 3\n");
        });
    var target = new ScrapeTarget(POD, url, EngineMeters.LLAMACPP, "engine-key");

    scraper.pods(List.of(target));

    awaitUntil(() -> latest(POD).waiting() == 3);
    assertThat(target.toString()).doesNotContain("engine-key");
  }

  @Test
  void forgetsWhatAPodSaidWhenItFails() throws Exception {
    var server = new AtomicInteger(200);
    var url = pod(request -> request.response().setStatusCode(server.get()).end(Texts.CURRENT));
    scraper.pods(List.of(target(POD, url)));
    awaitUntil(() -> latest(POD).waiting() == 3);

    server.set(503);

    awaitUntil(() -> latest(POD).equals(EngineSample.UNKNOWN));
  }

  @Test
  void doesNotBelieveASampleThatIsTooOld() throws Exception {
    var hang = new AtomicInteger();
    var url =
        pod(request -> {
          if (hang.get() == 0) {
            answer(request, Texts.CURRENT);
          }
        });
    await(scraper.close());
    scraper = scraper(new ScrapeLimits(INTERVAL, second(), Duration.ofMinutes(1), 8192));
    scraper.pods(List.of(target(POD, url)));
    awaitUntil(() -> latest(POD).waiting() == 3);

    hang.set(1);

    awaitUntil(() -> latest(POD).equals(EngineSample.UNKNOWN));
  }

  @Test
  void neverFollowsARedirect() throws Exception {
    var followed = new AtomicInteger();
    var elsewhere =
        pod(request -> {
          followed.incrementAndGet();
          answer(request, Texts.CURRENT);
        });
    var asked = new AtomicInteger();
    var url =
        pod(request -> {
          asked.incrementAndGet();
          request
              .response()
              .setStatusCode(302)
              .putHeader("location", elsewhere.resolve("/metrics").toString())
              .end();
        });

    scraper.pods(List.of(target(POD, url)));

    awaitUntil(() -> asked.get() >= 3);
    assertThat(followed).hasValue(0);
    assertThat(latest(POD)).isEqualTo(EngineSample.UNKNOWN);
  }

  @Test
  void tellsOfARestartAndOfSleep() throws Exception {
    var text = new String[] {Texts.CURRENT};
    var url = pod(request -> answer(request, text[0]));
    scraper.pods(List.of(target(POD, url)));
    awaitUntil(() -> heard.samples(POD) >= 2);

    text[0] = Texts.CURRENT.replace("1.79530000012e+09", "1.79530009999e+09");
    awaitUntil(() -> heard.signals.size() >= 1);
    text[0] = text[0].replace("sleep_state=\"awake\"} 1.0", "sleep_state=\"awake\"} 0.0");
    awaitUntil(() -> heard.signals.size() >= 2);
    text[0] = text[0].replace("sleep_state=\"awake\"} 0.0", "sleep_state=\"awake\"} 1.0");
    awaitUntil(() -> heard.signals.size() >= 3);

    assertThat(heard.signals)
        .containsExactly(
            new PodSignal.Restarted(PodSignal.Evidence.PROCESS_START),
            new PodSignal.Asleep(),
            new PodSignal.Awake());
  }

  @Test
  void aSlowPodDelaysNobodyButItselfAndIsAskedOnceAtATime() throws Exception {
    var asked = new AtomicInteger();
    var slow = pod(_ -> asked.incrementAndGet()); // never answers
    var quick = pod(request -> answer(request, Texts.CURRENT));
    await(scraper.close());
    scraper = scraper(new ScrapeLimits(INTERVAL, second(), Duration.ofMinutes(1), 8192));

    scraper.pods(List.of(target(SLOW, slow), target(POD, quick)));

    awaitUntil(() -> asked.get() == 1 && heard.samples(POD) >= 10);
    assertThat(asked).hasValue(1);
    assertThat(latest(SLOW)).isEqualTo(EngineSample.UNKNOWN);
  }

  @Test
  void givesUpOnAPodThatTakesTooLongAndAsksAgain() throws Exception {
    var asked = new AtomicInteger();
    var closed = new AtomicInteger();
    var url =
        pod(request -> {
          asked.incrementAndGet();
          request.connection().closeHandler(_ -> closed.incrementAndGet());
          request.response().setChunked(true).write("vllm:num_requests_waiting 3\n");
        });
    await(scraper.close());
    scraper = scraper(new ScrapeLimits(INTERVAL, second(), Duration.ofMillis(50), 8192));

    scraper.pods(List.of(target(POD, url)));

    awaitUntil(() -> asked.get() >= 3 && closed.get() >= 2);
    assertThat(heard.samples(POD)).isZero();
  }

  @Test
  void refusesABodyThatIsTooLong() throws Exception {
    var closed = new AtomicInteger();
    var url =
        pod(request -> {
          request.connection().closeHandler(_ -> closed.incrementAndGet());
          var response = request.response().setChunked(true);
          response.write("vllm:num_requests_waiting 3\n".repeat(1000)); // and more to come
        });
    await(scraper.close());
    scraper = scraper(new ScrapeLimits(INTERVAL, second(), Duration.ofMinutes(1), 8192));

    scraper.pods(List.of(target(POD, url)));

    awaitUntil(() -> closed.get() >= 3);
    assertThat(heard.samples(POD)).isZero();
    assertThat(latest(POD)).isEqualTo(EngineSample.UNKNOWN);
  }

  @Test
  void knowsNothingOfAPodThatRefusesConnections() throws Exception {
    var server = await(vertx.createHttpServer().requestHandler(_ -> {}).listen(0, "127.0.0.1"));
    int port = server.actualPort();
    await(server.close());
    var quick = pod(request -> answer(request, Texts.CURRENT));

    scraper.pods(List.of(target(SLOW, URI.create("http://127.0.0.1:" + port)), target(POD, quick)));

    awaitUntil(() -> heard.samples(POD) >= 3);
    assertThat(latest(SLOW)).isEqualTo(EngineSample.UNKNOWN);
  }

  @Test
  void leavesAPodAloneThatIsGone() throws Exception {
    var asked = new AtomicInteger();
    var url =
        pod(request -> {
          asked.incrementAndGet();
          answer(request, Texts.CURRENT);
        });
    var other = pod(request -> answer(request, Texts.OLD));
    scraper.pods(List.of(target(POD, url)));
    awaitUntil(() -> latest(POD).waiting() == 3);

    scraper.pods(List.of(target(SLOW, other)));
    awaitUntil(() -> heard.samples(SLOW) >= 2);
    int askedBefore = asked.get();
    awaitUntil(() -> heard.samples(SLOW) >= 10);

    assertThat(latest(POD)).isEqualTo(EngineSample.UNKNOWN);
    assertThat(asked.get()).isLessThanOrEqualTo(askedBefore + 1);
  }

  @Test
  void forgetsAPodWhoseAddressChanged() throws Exception {
    var before = pod(request -> answer(request, Texts.CURRENT));
    var after = pod(request -> answer(request, Texts.OLD));
    scraper.pods(List.of(target(POD, before)));
    awaitUntil(() -> latest(POD).running() == 12);

    scraper.pods(List.of(target(POD, after)));

    awaitUntil(() -> latest(POD).running() == 2);
    assertThat(heard.signals).isEmpty();
  }

  private EngineScraper scraper(ScrapeLimits limits) {
    return new EngineScraper(vertx, TICKER, heard, limits);
  }

  private EngineSample latest(EndpointId id) {
    return scraper.latest(id, TICKER.nanos());
  }

  private URI pod(Handler<HttpServerRequest> handler) throws Exception {
    HttpServer server =
        await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"));
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private static void answer(HttpServerRequest request, String text) {
    request.response().end(text).onComplete(_ -> {});
  }

  private static Duration second() {
    return Duration.ofSeconds(1);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the condition in time").isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  /** What a scraper told. */
  private static final class Heard implements EngineScraper.Listener {
    private final Map<EndpointId, AtomicInteger> samples = new ConcurrentHashMap<>();
    final Queue<EndpointId> silent = new ConcurrentLinkedQueue<>();
    final Queue<PodSignal> signals = new ConcurrentLinkedQueue<>();

    int samples(EndpointId pod) {
      return samples.getOrDefault(pod, new AtomicInteger()).get();
    }

    @Override
    public void sampled(EndpointId pod, EngineSample sample, long askedNanos) {
      samples.computeIfAbsent(pod, _ -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public void silent(EndpointId pod) {
      silent.add(pod);
    }

    @Override
    public void signal(EndpointId pod, PodSignal signal) {
      signals.add(signal);
    }
  }

  private static ScrapeTarget target(EndpointId id, URI url) {
    return new ScrapeTarget(id, url, EngineMeters.VLLM, null);
  }
}
