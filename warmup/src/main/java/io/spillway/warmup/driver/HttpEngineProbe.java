package io.spillway.warmup.driver;

import io.netty.channel.ConnectTimeoutException;
import io.spillway.router.Ticker;
import io.spillway.warmup.WarmupConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks pods over HTTP.
 *
 * <p>Each call has a connection of its own: that something listens is a part of what is asked, and
 * an idle connection that the pod closes is not an illness. Redirects are not followed; a call that
 * has ended early, by its bound or because it was given up, closes its connection, which ends the
 * pod's work on it.
 */
public final class HttpEngineProbe implements EngineProbe {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final int CONNECTIONS_PER_POD_MAX = 4;
  private static final int BODY_BYTES_MAX = 8 << 20;
  private static final int LINE_BYTES_MAX = 64 << 10;

  private final Vertx vertx;
  private final Ticker ticker;
  private final EngineKind kind;
  private final WarmupConfig config;
  private final HttpClient client;

  /** Probes of pods that run one kind of engine; its timeouts are those of the configuration. */
  public HttpEngineProbe(Vertx vertx, Ticker ticker, EngineKind kind, WarmupConfig config) {
    this.vertx = vertx;
    this.ticker = ticker;
    this.kind = kind;
    this.config = config;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setKeepAlive(false)
                    .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis()))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(CONNECTIONS_PER_POD_MAX)
                    .setMaxWaitQueueSize(CONNECTIONS_PER_POD_MAX))
            // Calls are told that their connection broke; without a handler Vert.x logs it beside.
            .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
            .build();
  }

  @Override
  public Future<Void> health(PodTarget target) {
    return control(target, kind.healthPath()).mapEmpty();
  }

  @Override
  public Future<Boolean> servedBefore(PodTarget target) {
    return kind.servedSign()
        .map(sign ->
            control(target, sign.path())
                .map(page ->
                    CompletionMetrics.anyCompleted(page.toString(StandardCharsets.UTF_8), sign)))
        .orElse(Future.succeededFuture(false));
  }

  @Override
  public Future<PromptResult> prompt(PodTarget target, Future<?> abandoned) {
    return ask(
        new Ask(target, WarmupText.next(ThreadLocalRandom.current()), abandoned),
        PromptApi.CHAT,
        "");
  }

  /** Closes every connection; calls under way fail. */
  public Future<Void> close() {
    return client.close();
  }

  /** One completion that is asked for, through whichever API is there. */
  private record Ask(PodTarget target, String text, Future<?> abandoned) {}

  /**
   * What came back through one API: a whole completion, or the status that says it is not there.
   */
  private record Answer(@Nullable PromptResult result, int status) {}

  private Future<PromptResult> ask(Ask ask, PromptApi api, String notThere) {
    long asked = ticker.nanos();
    var call =
        new Call(
            options(ask.target, HttpMethod.POST, api.path())
                .putHeader("content-type", "application/json"),
            api.body(ask.target.model(), ask.text).toBuffer(),
            config.promptTimeout(),
            ask.abandoned);
    return send(call, response -> answer(response, api, asked))
        .compose(answer -> {
          if (answer.result != null) {
            return Future.succeededFuture(answer.result);
          }
          String tried = notThere + (notThere.isEmpty() ? "" : ", ") + status(answer, api);
          return switch (api) {
            case CHAT -> ask(ask, PromptApi.COMPLETIONS, tried);
            case COMPLETIONS -> ask(ask, PromptApi.EMBEDDINGS, tried);
            case EMBEDDINGS -> Future.failedFuture(new ProbeException(tried));
          };
        });
  }

  private static String status(Answer answer, PromptApi api) {
    return "HTTP " + answer.status + " from " + api.path();
  }

  private Future<Answer> answer(HttpClientResponse response, PromptApi api, long asked) {
    int status = response.statusCode();
    if (status == 400 || status == 404 || status == 405 || status == 501) {
      return Future.succeededFuture(new Answer(null, status));
    }
    if (status != 200) {
      return Future.failedFuture(new ProbeException("HTTP " + status + " from " + api.path()));
    }
    Future<PromptResult> result =
        api.streams() ? streamed(response, asked) : whole(response, asked);
    return result.map(there -> new Answer(there, status));
  }

  private Future<PromptResult> streamed(HttpClientResponse response, long asked) {
    String type = response.getHeader("content-type");
    if (type == null || !type.startsWith("text/event-stream")) {
      return Future.failedFuture(new ProbeException("answer that is not a stream"));
    }
    Promise<PromptResult> result = Promise.promise();
    var stream = new PromptStream(asked);
    RecordParser.newDelimited("\n", response)
        .maxRecordSize(LINE_BYTES_MAX)
        .exceptionHandler(result::tryFail)
        .endHandler(_ -> {
          try {
            result.tryComplete(stream.end());
          } catch (ProbeException broken) {
            result.tryFail(broken);
          }
        })
        .handler(line ->
            stream.line(line.toString(StandardCharsets.UTF_8).stripTrailing(), ticker.nanos()));
    return result.future();
  }

  private Future<PromptResult> whole(HttpClientResponse response, long asked) {
    return body(response)
        .compose(body -> {
          try {
            return new JsonObject(body).getValue("data") instanceof JsonArray data
                    && !data.isEmpty()
                ? Future.succeededFuture(
                    new PromptResult(Duration.ofNanos(Math.max(0, ticker.nanos() - asked))))
                : Future.failedFuture(new ProbeException("embeddings without data"));
          } catch (DecodeException _) {
            return Future.failedFuture(new ProbeException("answer that is not JSON"));
          }
        });
  }

  private Future<Buffer> control(PodTarget target, String path) {
    var call =
        new Call(
            options(target, HttpMethod.GET, path),
            null,
            config.probeTimeout(),
            Promise.promise().future());
    return send(
        call,
        response ->
            response.statusCode() == 200
                ? body(response)
                : Future.failedFuture(
                    new ProbeException("HTTP " + response.statusCode() + " from " + path)));
  }

  /** One request with its bounds. */
  private record Call(
      RequestOptions options, @Nullable Buffer body, Duration within, Future<?> abandoned) {}

  private <T> Future<T> send(Call call, Function<HttpClientResponse, Future<T>> reading) {
    Promise<T> outcome = Promise.promise();
    long timer =
        vertx.setTimer(
            Math.max(1, call.within.toMillis()),
            _ ->
                outcome.tryFail(
                    new ProbeException("no answer within " + call.within.toMillis() + " ms")));
    call.abandoned.onComplete(_ -> outcome.tryFail(new ProbeException("given up")));
    client
        .request(call.options)
        .compose(request -> {
          // Told by the future; without a handler Vert.x logs it beside.
          request.exceptionHandler(_ -> {});
          outcome.future().onComplete(_ -> end(request));
          return call.body == null ? request.send() : request.send(call.body);
        })
        .compose(response -> {
          response.exceptionHandler(outcome::tryFail);
          return reading.apply(response);
        })
        .onSuccess(outcome::tryComplete)
        .onFailure(failure -> outcome.tryFail(plain(failure)));
    return outcome.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  /** Closes the connection of a call that has not ended; does nothing to one that has. */
  private static void end(HttpClientRequest request) {
    request.reset().onComplete(_ -> {});
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> body = Promise.promise();
    Buffer held = Buffer.buffer();
    response.exceptionHandler(body::tryFail);
    response.endHandler(_ -> body.tryComplete(held));
    response.handler(chunk -> {
      if (held.length() + chunk.length() > BODY_BYTES_MAX) {
        body.tryFail(new ProbeException("answer above " + BODY_BYTES_MAX + " bytes"));
      } else {
        held.appendBuffer(chunk);
      }
    });
    return body.future();
  }

  private static RequestOptions options(PodTarget target, HttpMethod method, String path) {
    URI url = target.url();
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    String base = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    var options =
        new RequestOptions()
            .setMethod(method)
            .setSsl(tls)
            .setHost(url.getHost())
            .setPort(url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80)
            .setURI(base + path)
            .setFollowRedirects(false);
    String key = target.key();
    return key == null ? options : options.putHeader("authorization", "Bearer " + key);
  }

  /** The same failure in words that hold no address. */
  private static Throwable plain(Throwable failure) {
    return switch (failure) {
      case ProbeException told -> told;
      case ConnectTimeoutException _ -> new ProbeException("no connection in time");
      case ConnectException refused -> refused;
      case HttpClosedException _ -> new ProbeException("connection closed");
      case UnknownHostException _ -> new ProbeException("host name unknown");
      case SSLException _ -> new ProbeException("TLS failed");
      default -> new ProbeException(failure.getClass().getSimpleName());
    };
  }
}
