package io.spillway.loadtest.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A crude gateway that keeps the demo's promises, so that the demo can be tested without the real
 * one. With {@code careless} as its mode it sends requests to pods that are not warm and ends
 * broken streams as if they were whole.
 */
public final class StandInGateway {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern PORT = Pattern.compile("port: (\\d+)");
  private static final int SLOTS = GatewayConfig.SLOTS_PER_POD;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      vertx
          .httpClientBuilder()
          .with(new HttpClientOptions().setKeepAlive(false).setConnectTimeout(500))
          .with(new PoolOptions().setHttp1MaxSize(500))
          .build();
  private final List<Pod> pods = new ArrayList<>();
  private final Pod target;
  private final boolean careless;
  private double overflowUsd;

  private static final class Pod {
    private final String name;
    private final int port;
    private String state = "probing";
    private int inFlight;
    private int warmUps;

    Pod(String name, int port) {
      this.name = name;
      this.port = port;
    }
  }

  private StandInGateway(String yaml, boolean careless) {
    this.careless = careless;
    Matcher urls = URL.matcher(yaml);
    while (urls.find()) {
      pods.add(new Pod("pod-" + pods.size(), Integer.parseInt(urls.group(1))));
    }
    Pod last = pods.removeLast();
    target = new Pod("rented", last.port);
    target.state = "serving";
  }

  /** Serves what the demo's configuration says. */
  public static void main(String[] args) throws Exception {
    String yaml = Files.readString(Path.of(args[args.length - 1]));
    var gateway = new StandInGateway(yaml, "careless".equals(System.getProperty("mode")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
    Matcher ports = PORT.matcher(yaml);
    ports.find();
    int port = Integer.parseInt(ports.group(1));
    ports.find();
    gateway.start(port, Integer.parseInt(ports.group(1)));
  }

  private void start(int port, int adminPort) {
    vertx.runOnContext(_ -> {
      vertx.createHttpServer().requestHandler(this::serve).listen(port, "127.0.0.1");
      vertx.createHttpServer().requestHandler(this::admin).listen(adminPort, "127.0.0.1");
      vertx.setPeriodic(50, _ -> pods.stream().filter(p -> !warm(p)).forEach(this::warmUp));
    });
  }

  private static boolean warm(Pod pod) {
    return pod.state.equals("serving");
  }

  private void warmUp(Pod pod) {
    if (careless) {
      pod.state = "serving";
      return;
    }
    var body =
        "{\"model\":\"%s\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(GatewayConfig.MODEL);
    request(pod, Buffer.buffer(body))
        .compose(HttpClientResponse::body)
        .onSuccess(_ -> {
          if (++pod.warmUps >= GatewayConfig.WARMUP_PROMPTS) {
            pod.state = "serving";
          }
        })
        .onFailure(_ -> pod.warmUps = 0);
  }

  private void serve(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          String first =
              new JsonObject(body)
                  .getJsonArray("messages").stream()
                      .map(m -> (JsonObject) m)
                      .filter(m -> m.getString("role").equals("user"))
                      .findFirst()
                      .orElseThrow()
                      .getString("content");
          Pod pod = place(first);
          boolean home = pod == best(pods, first);
          request.response().putHeader("x-spillway-reason", home ? "home" : "moved");
          relay(request.response(), body, pod);
        });
  }

  private Pod place(String session) {
    return best(pods.stream().filter(p -> warm(p) && p.inFlight < SLOTS).toList(), session);
  }

  private Pod best(List<Pod> candidates, String session) {
    return candidates.stream()
        .max(Comparator.comparingInt(pod -> (pod.name + session).hashCode()))
        .orElse(target);
  }

  private void relay(HttpServerResponse response, Buffer body, Pod pod) {
    pod.inFlight++;
    long start = System.nanoTime();
    response
        .putHeader("x-spillway-tier", pod == target ? "overflow" : "self-hosted")
        .putHeader("x-spillway-endpoint", pod.name);
    request(pod, body)
        .compose(upstream -> {
          response.putHeader("content-type", "text/event-stream").setChunked(true);
          upstream.handler(response::write);
          return upstream.end();
        })
        .onComplete(end -> {
          pod.inFlight--;
          if (pod == target) {
            overflowUsd += (System.nanoTime() - start) / 1e9 * 0.00076 / 8;
          }
          if (end.failed()) {
            pod.state = pod == target ? pod.state : "probing";
            pod.warmUps = 0;
            fail(response);
          } else {
            response.end();
          }
        });
  }

  private void fail(HttpServerResponse response) {
    String error =
        "{\"error\":{\"message\":\"gone\",\"type\":\"server_error\",\"param\":null,\"code\":\"gone\"}}";
    if (!response.headWritten()) {
      response.putHeader("content-type", "application/json").setChunked(false);
      response.setStatusCode(503).end(error);
    } else if (careless) {
      response.end();
    } else {
      response.end("event: error\ndata: " + error + "\n\n");
    }
  }

  private Future<HttpClientResponse> request(Pod pod, Buffer body) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(pod.port)
            .setURI("/v1/chat/completions");
    return http.request(options).compose((HttpClientRequest r) -> r.send(body));
  }

  private void admin(HttpServerRequest request) {
    long ready = pods.stream().filter(StandInGateway::warm).count();
    HttpServerResponse response = request.response();
    switch (request.path()) {
      case "/readyz" -> response.setStatusCode(ready > 0 ? 200 : 503).end();
      case "/metrics" ->
          response.end("spillway_cost_usd_total{tier=\"overflow\"} " + overflowUsd + "\n");
      case "/admin/fleet" -> response.end(fleet(ready).encode());
      default ->
          response.end("{\"models\":[{\"demand\":{\"total\":1},\"desired\":3,\"ready\":1}]}");
    }
  }

  private JsonObject fleet(long ready) {
    var endpoints = new JsonArray();
    for (Pod pod : pods) {
      endpoints.add(
          new JsonObject()
              .put("name", pod.name)
              .put("state", pod.state)
              .put("inFlight", pod.inFlight)
              .put("slots", SLOTS));
    }
    var model = new JsonObject().put("ready", ready).put("endpoints", endpoints);
    return new JsonObject().put("models", new JsonArray().add(model));
  }
}
