package io.spillway.loadtest.bench.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/**
 * A bare relay: holds a request's body, sends it to one engine, pipes the answer back. No routing,
 * no reading of bodies or events, no log, no metrics.
 *
 * <p>Arguments: the port to listen on, and the engine's.
 */
public final class Relay {
  private static final int CONNECTIONS_MAX = 20_000;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final String LOOPBACK = "127.0.0.1";
  private static final int BAD_GATEWAY = 502;

  private final HttpClientAgent client;
  private final int enginePort;

  private Relay(HttpClientAgent client, int enginePort) {
    this.client = client;
    this.enginePort = enginePort;
  }

  /** Runs until the process is told to stop. */
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    var vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    // On the one event loop, so that a connection to the engine is used by the loop of its client.
    vertx.runOnContext(_ -> {
      var relay = new Relay(client(vertx), Integer.parseInt(args[1]));
      vertx
          .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
          .requestHandler(relay::handle)
          .listen(port, LOOPBACK)
          .onFailure(cause -> {
            System.err.println("relay: cannot listen: " + cause.getMessage());
            System.exit(1);
          });
    });
  }

  private static HttpClientAgent client(Vertx vertx) {
    return vertx
        .httpClientBuilder()
        .with(
            new HttpClientOptions()
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setPipelining(false)
                .setTcpNoDelay(true))
        .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX))
        .build();
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> forward(request, body));
  }

  private void forward(HttpServerRequest request, Buffer body) {
    var options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost(LOOPBACK)
            .setPort(enginePort)
            .setURI(request.uri());
    client
        .request(options)
        .compose(upstream -> {
          request.response().exceptionHandler(_ -> {});
          request.response().closeHandler(_ -> gone(request.response(), upstream));
          copy(request.headers(), upstream.headers());
          return upstream.send(body);
        })
        .onSuccess(response -> back(response, request.response()))
        .onFailure(_ -> request.response().setStatusCode(BAD_GATEWAY).end());
  }

  private static void gone(HttpServerResponse response, HttpClientRequest upstream) {
    if (!response.ended()) {
      upstream.reset();
    }
  }

  private static void back(HttpClientResponse from, HttpServerResponse to) {
    to.setStatusCode(from.statusCode());
    copy(from.headers(), to.headers());
    if (from.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
      to.setChunked(true);
    } else {
      to.headers().set(HttpHeaders.CONTENT_LENGTH, from.getHeader(HttpHeaders.CONTENT_LENGTH));
    }
    from.pipeTo(to).onFailure(_ -> {});
  }

  /** Copies what goes from end to end; the length of a body is said anew by who sends it. */
  private static void copy(MultiMap from, MultiMap to) {
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey();
      boolean hop =
          name.equalsIgnoreCase("host")
              || name.equalsIgnoreCase("connection")
              || name.equalsIgnoreCase("transfer-encoding")
              || name.equalsIgnoreCase("content-length");
      if (!hop) {
        to.add(name, header.getValue());
      }
    }
  }
}
