package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Chat and completions: reads the request, applies the failure that falls to it, generates. */
final class GenerationEndpoint {
  private static final long MILLIS_PER_SECOND = 1000;

  private final Vertx vertx;
  private final EngineOptions options;
  private final EngineCore core;
  private final Connections connections;
  private final Wire wire;
  private final RandomGenerator random;
  private final RequestReader reader;

  GenerationEndpoint(Vertx vertx, EngineOptions options, EngineCore core, Connections connections) {
    this.vertx = vertx;
    this.options = options;
    this.core = core;
    this.connections = connections;
    this.random = new SplittableRandom(options.seed());
    this.wire = options.behaviour().wire();
    this.reader = new RequestReader(options, core.adapters(), random);
  }

  /** Serves one request, failing as {@code failure} says. */
  void serve(HttpServerRequest http, JsonNode body, Optional<Failure> failure) {
    boolean chat = EngineApi.path(http).equals("/v1/chat/completions");
    var envelope =
        new RequestReader.Envelope(chat, requestId(http), http.getHeader("x-sim-output-tokens"));
    switch (reader.read(body, envelope)) {
      case RequestReader.Reading.Wrong(EngineError error) -> refuse(http, error);
      case RequestReader.Reading.Understood(GenerationRequest request) -> {
        if (core.full(request.choices())) {
          overload(http, request);
        } else {
          generate(http, request, new Call(envelope.requestId(), failure));
        }
      }
    }
  }

  private void refuse(HttpServerRequest http, EngineError error) {
    Answers.error(http, wire.errors(), error);
  }

  /** Refuses for want of room: with a status or, once the stream's head is out, with an event. */
  private void overload(HttpServerRequest http, GenerationRequest request) {
    String manner = wire.text(Trait.OVERLOAD);
    EngineError error =
        manner.startsWith("503")
            ? EngineError.of(503, "The request queue is full.")
            : EngineError.of(429, "Failed to enqueue request, waiting requests queue is full");
    var format = new ChunkFormat(request, wire, 0);
    Buffer event = format.error(error);
    if (!request.stream() || !manner.endsWith("-event") || event == null) {
      refuse(http, error);
      return;
    }
    var body = body(http, 0);
    body.write(event);
    body.write(format.done());
    body.end();
  }

  private EventBody body(HttpServerRequest http, long dripMillis) {
    return new EventBody(vertx, http.response(), dripMillis, wire.pingMillis());
  }

  /** What belongs to one call beside the request: its id, and how it fails. */
  private record Call(String id, Optional<Failure> failure) {
    Optional<FailureKind> kind() {
      return failure.map(Failure::kind);
    }
  }

  private void generate(HttpServerRequest http, GenerationRequest request, Call call) {
    boolean silent = call.kind().filter(GenerationEndpoint::silent).isPresent();
    if (silent) {
      silence(http, request, call);
      return;
    }
    var style = options.behaviour().tokenIds() ? TokenText.Style.IDS : TokenText.Style.WORDS;
    TokenText text = TokenText.of(style, call.id(), random.nextLong());
    Reply reply = reply(http, request, new Parts(text, call));
    reply.begin();
    Generation generation = core.submit(request, text, reply);
    http.response().closeHandler(_ -> clientGone(generation));
  }

  /** What a reply is made of. */
  private record Parts(TokenText text, Call call) {}

  private Reply reply(HttpServerRequest http, GenerationRequest request, Parts parts) {
    HttpServerResponse response = http.response();
    long created = System.currentTimeMillis() / MILLIS_PER_SECOND;
    Runnable reset = () -> connections.reset(http.connection());
    if (!request.stream()) {
      var writing = new WholeReply.Writing(response, parts.text(), wire, created, reset);
      return new WholeReply(request, writing, parts.call().failure());
    }
    var format = new ChunkFormat(request, wire, created);
    var body = body(http, dripMillis(parts.call()));
    var writing =
        new StreamReply.Writing(format, parts.text(), wire, error -> refuse(http, error), reset);
    return new StreamReply(request, writing, body, parts.call().failure());
  }

  private void clientGone(Generation generation) {
    generation.clientGone();
    long millis = options.behaviour().abortDelay().toMillis();
    if (millis == 0) {
      core.clientGone(generation);
    } else {
      vertx.setTimer(millis, _ -> core.clientGone(generation));
    }
  }

  private void silence(HttpServerRequest http, GenerationRequest request, Call call) {
    if (!request.stream() || call.kind().orElseThrow() == FailureKind.HANG) {
      return;
    }
    var body = body(http, 0);
    body.begin();
    if (call.kind().orElseThrow() == FailureKind.COMMENTS) {
      int every = Math.max(1, call.failure().orElseThrow().value());
      long timer = vertx.setPeriodic(every, _ -> body.write(Buffer.buffer(": ping\n\n")));
      http.response().closeHandler(_ -> vertx.cancelTimer(timer));
    }
  }

  private static boolean silent(FailureKind kind) {
    return kind == FailureKind.HANG || kind == FailureKind.SILENCE || kind == FailureKind.COMMENTS;
  }

  private static long dripMillis(Call call) {
    return call.failure()
        .filter(failure -> failure.kind() == FailureKind.DRIP)
        .map(failure -> (long) Math.max(1, failure.value()))
        .orElse(0L);
  }

  private String requestId(HttpServerRequest http) {
    String given = http.getHeader("x-request-id");
    if (given != null && given.matches("[A-Za-z0-9._:-]{1,128}")) {
      return given;
    }
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }
}
