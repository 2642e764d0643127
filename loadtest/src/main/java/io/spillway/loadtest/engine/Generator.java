package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Serves what the GPU writes, whatever API it is asked by: reads the request, applies the failure
 * that falls to it, generates.
 */
final class Generator {
  private static final long MILLIS_PER_SECOND = 1000;
  private static final Buffer COMMENT = Buffer.buffer(": ping\n\n");

  private final Vertx vertx;
  private final EngineOptions options;
  private final EngineCore core;
  private final Connections connections;
  private final Wire wire;
  private final RandomGenerator random;
  private final RequestReader reader;

  Generator(Vertx vertx, EngineOptions options, EngineCore core, Connections connections) {
    this.vertx = vertx;
    this.options = options;
    this.core = core;
    this.connections = connections;
    this.random = new SplittableRandom(options.seed());
    this.wire = options.behaviour().wire();
    this.reader = new RequestReader(options, core.adapters(), random);
  }

  /** A new id, as engines make them up. */
  String newId() {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  /** Reads requests as this engine does. */
  RequestReader reader() {
    return reader;
  }

  /**
   * Serves one request.
   *
   * @param body the request in the words of chat or completions
   */
  void serve(Endpoint.Arrived arrived, JsonNode body, Dialect dialect) {
    Order order = order(arrived, dialect);
    switch (reader.read(body, order.envelope())) {
      case RequestReader.Reading.Wrong(EngineError error) -> order.refuse(error);
      case RequestReader.Reading.Understood(GenerationRequest request) -> {
        if (core.full(request.choices())) {
          overload(order, request);
        } else {
          generate(order, request);
        }
      }
    }
  }

  /**
   * Generates a stream for nobody in particular, whether its client stays or leaves.
   *
   * @param sink where the stream goes
   * @return what stops it; empty if the request was refused, which its client has been told
   */
  Optional<Runnable> background(Endpoint.Arrived arrived, Ask ask, EventSink sink) {
    Order order = order(arrived, ask.dialect());
    switch (reader.read(ask.body(), order.envelope())) {
      case RequestReader.Reading.Wrong(EngineError error) -> order.refuse(error);
      case RequestReader.Reading.Understood(GenerationRequest request) -> {
        if (core.full(request.choices())) {
          order.refuse(overloaded());
        } else {
          TokenText text = text(order, request);
          Reply reply = stream(new Parts(order, request, text, sink::end), sink);
          return submit(request, text, reply).map(generation -> () -> core.clientGone(generation));
        }
      }
    }
    return Optional.empty();
  }

  /** A request in the words of chat or completions, and how it is answered. */
  record Ask(JsonNode body, Dialect dialect) {}

  /** One call: where its answer goes, in which API, and how it fails. */
  private record Order(
      HttpServerRequest http, Dialect dialect, String requestId, Optional<Failure> failure) {
    RequestReader.Envelope envelope() {
      String tokens = http.getHeader("x-sim-output-tokens");
      return new RequestReader.Envelope(dialect.id(requestId), dialect.chat(), tokens);
    }

    void refuse(EngineError error) {
      Answers.error(http, dialect.errors(), error);
    }

    boolean failsAs(FailureKind kind) {
      return failure.filter(fail -> fail.kind() == kind).isPresent();
    }
  }

  private Order order(Endpoint.Arrived arrived, Dialect dialect) {
    return new Order(arrived.http(), dialect, requestId(arrived.http()), arrived.failure());
  }

  private EngineError overloaded() {
    return wire.text(Trait.OVERLOAD).startsWith("503")
        ? EngineError.of(503, "The request queue is full.")
        : EngineError.of(429, "Failed to enqueue request, waiting requests queue is full");
  }

  /** Refuses for want of room: with a status or, once the stream's head is out, with an event. */
  private void overload(Order order, GenerationRequest request) {
    EngineError error = overloaded();
    StreamFormat format = order.dialect().stream(request, seconds());
    Buffer event = format.error(error);
    if (!request.stream() || !wire.text(Trait.OVERLOAD).endsWith("-event") || event == null) {
      order.refuse(error);
      return;
    }
    EventSink body = body(order, format);
    body.write(event);
    if (format.doneAfterError()) {
      body.write(format.done(new Usage(0, 0, 0)));
    }
    body.end();
  }

  private EventSink body(Order order, StreamFormat format) {
    long drip =
        order
            .failure()
            .filter(failure -> failure.kind() == FailureKind.DRIP)
            .map(failure -> (long) Math.max(1, failure.value()))
            .orElse(0L);
    var rhythm = new EventBody.Rhythm(drip, wire.pingMillis(), format.ping());
    return new EventBody(vertx, order.http().response(), rhythm);
  }

  private void generate(Order order, GenerationRequest request) {
    boolean silent = order.failsAs(FailureKind.SILENCE) || order.failsAs(FailureKind.COMMENTS);
    if (silent || order.failsAs(FailureKind.HANG)) {
      silence(order, request);
      return;
    }
    TokenText text = text(order, request);
    Runnable reset = () -> connections.reset(order.http().connection());
    var parts = new Parts(order, request, text, reset);
    Reply reply = request.stream() ? stream(parts, null) : whole(parts);
    boolean streams = request.stream();
    submit(request, text, reply)
        .ifPresent(generation ->
            order.http().response().closeHandler(_ -> clientGone(generation, streams)));
  }

  /** Queues a request; an engine that aborts everything says so at once. */
  private Optional<Generation> submit(GenerationRequest request, TokenText text, Reply reply) {
    reply.begin();
    if (core.abortsNew()) {
      reply.abort();
      return Optional.empty();
    }
    return Optional.of(core.submit(request, text, reply));
  }

  /**
   * What a reply is made of.
   *
   * @param reset breaks it off
   */
  private record Parts(Order order, GenerationRequest request, TokenText text, Runnable reset) {}

  private Reply whole(Parts parts) {
    Order order = parts.order();
    HttpServerResponse response = order.http().response();
    var writing =
        new WholeReply.Writing(
            response, parts.text(), wire, order.dialect(), seconds(), parts.reset());
    return new WholeReply(parts.request(), writing, order.failure());
  }

  private Reply stream(Parts parts, @Nullable EventSink sink) {
    Order order = parts.order();
    StreamFormat format = order.dialect().stream(parts.request(), seconds());
    EventSink body = sink == null ? body(order, format) : sink;
    var writing = new StreamReply.Writing(format, parts.text(), wire, order::refuse, parts.reset());
    return new StreamReply(parts.request(), writing, body, order.failure());
  }

  private TokenText text(Order order, GenerationRequest request) {
    var style = options.behaviour().tokenIds() ? TokenText.Style.IDS : TokenText.Style.WORDS;
    TokenText whole = TokenText.of(style, order.requestId(), random.nextLong());
    return request.manner().open().map(open -> open.missing(whole)).orElse(whole);
  }

  private void clientGone(Generation generation, boolean streams) {
    generation.clientGone();
    var delay = options.behaviour().abortDelay();
    long millis = (streams ? delay.stream() : delay.whole()).toMillis();
    if (millis == 0) {
      core.clientGone(generation);
    } else {
      vertx.setTimer(millis, _ -> core.clientGone(generation));
    }
  }

  private void silence(Order order, GenerationRequest request) {
    if (!request.stream() || order.failsAs(FailureKind.HANG)) {
      return;
    }
    EventSink body = body(order, order.dialect().stream(request, seconds()));
    body.begin();
    if (order.failsAs(FailureKind.COMMENTS)) {
      int every = Math.max(1, order.failure().orElseThrow().value());
      long timer = vertx.setPeriodic(every, _ -> body.write(COMMENT.copy()));
      order.http().response().closeHandler(_ -> vertx.cancelTimer(timer));
    }
  }

  private static long seconds() {
    return System.currentTimeMillis() / MILLIS_PER_SECOND;
  }

  private String requestId(HttpServerRequest http) {
    String given = http.getHeader("x-request-id");
    return given != null && given.matches("[A-Za-z0-9._:-]{1,128}") ? given : newId();
  }
}
