package io.spillway.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.relay.Await;
import io.spillway.router.EndpointId;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class AdapterWatchIT {
  private static final EndpointId POD = new EndpointId("pod-0");
  private static final String LIST = "{\"data\":[{\"id\":\"sql\",\"parent\":\"m\"}]}";

  private final BlockingQueue<Optional<Set<String>>> heard = new LinkedBlockingQueue<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private volatile int status = 200;

  @Test
  void asksAPodWhenToldAndAgainAtIntervals(Vertx vertx) throws Exception {
    var url = pod(vertx);
    var rarely = watch(vertx, url, Duration.ofHours(1));
    rarely.ask(POD);
    assertThat(next()).contains(Set.of("sql"));
    await(rarely);

    var often = watch(vertx, url, Duration.ofMillis(20));
    assertThat(next()).contains(Set.of("sql"));
    assertThat(next()).contains(Set.of("sql"));
    await(often);
  }

  @Test
  void takesAPodThatDoesNotAnswerForUnknown(Vertx vertx) throws Exception {
    status = 503;
    var watch = watch(vertx, pod(vertx), Duration.ofHours(1));
    watch.ask(POD);
    assertThat(next()).isEmpty();

    watch.pods(List.of(new AdapterWatch.Pod(POD, URI.create("http://127.0.0.1:1"), null)));
    watch.ask(POD);
    assertThat(next()).isEmpty();
    await(watch);
  }

  @Test
  void whatAPodSaidLastStandsForThreeIntervalsOfSilence(Vertx vertx) throws Exception {
    var watch = watch(vertx, pod(vertx), Duration.ofHours(1));
    watch.ask(POD);
    assertThat(next()).contains(Set.of("sql"));

    status = 503;
    now.set(Duration.ofHours(3).toNanos() - 1);
    watch.ask(POD);
    Await.until("it was asked again", () -> questions.get() == 2);
    status = 200;
    Await.until(
        "it was heard",
        () -> {
          watch.ask(POD);
          return !heard.isEmpty();
        });
    assertThat(heard).containsOnly(Optional.of(Set.of("sql")));

    status = 503;
    Await.until(
        "it is unknown",
        () -> {
          now.addAndGet(Duration.ofHours(3).toNanos());
          watch.ask(POD);
          return heard.contains(Optional.<Set<String>>empty());
        });
    await(watch);
  }

  @Test
  void hidesThePodsKey() {
    assertThat(new AdapterWatch.Pod(POD, URI.create("http://127.0.0.1:1"), "engine-key").toString())
        .doesNotContain("engine-key");
  }

  private AdapterWatch watch(Vertx vertx, URI url, Duration interval) {
    var watch =
        new AdapterWatch(
            vertx, now::get, (_, names) -> heard.add(Optional.ofNullable(names)), interval);
    watch.pods(List.of(new AdapterWatch.Pod(POD, url, "engine-key")));
    return watch;
  }

  private URI pod(Vertx vertx) throws Exception {
    var server =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              boolean known =
                  "Bearer engine-key".equals(request.getHeader("authorization"))
                      && request.path().equals("/v1/models");
              request.response().setStatusCode(known ? status : 401).end(LIST);
              questions.incrementAndGet();
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private Optional<Set<String>> next() throws InterruptedException {
    var next = heard.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("an answer in time").isNotNull();
    return next;
  }

  private static void await(AdapterWatch watch) throws Exception {
    watch.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
