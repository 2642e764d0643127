package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Makes responses: at once, as a stream, or in the background. */
final class ResponsesEndpoint implements Endpoint {
  private static final long MILLIS_PER_SECOND = 1000;

  private final EngineOptions options;
  private final Generator generator;
  private final ResponseStore store;
  private final ResponseFollowers followers;
  private final Wire wire;

  ResponsesEndpoint(
      EngineOptions options,
      Generator generator,
      ResponseStore store,
      ResponseFollowers followers) {
    this.options = options;
    this.generator = generator;
    this.store = store;
    this.followers = followers;
    this.wire = options.behaviour().wire();
  }

  @Override
  public void serve(Arrived arrived) {
    JsonNode body = arrived.body();
    boolean stores = wire.is(Trait.STORE, "yes") && body.path("store").asBoolean(true);
    ArrayNode input = ResponsesRequest.input(body);
    if (input.isEmpty()) {
      refuse(arrived.http(), EngineError.invalid("Field required: input", "input"));
      return;
    }
    boolean background = body.path("background").asBoolean(false);
    if (background && !stores) {
      refuse(
          arrived.http(),
          EngineError.invalid("background can only be used when `store` is true", "background"));
      return;
    }
    ArrayNode history = JsonNodeFactory.instance.arrayNode();
    if (body.hasNonNull("previous_response_id")) {
      String previous = body.path("previous_response_id").asText();
      Optional<StoredResponse> found = store.find(previous);
      if (found.isEmpty()) {
        refuse(arrived.http(), ResponseStore.unknown(previous));
        return;
      }
      history = found.get().conversation();
    }
    var work = new Work(input, ResponsesRequest.chat(body, history, input));
    if (background) {
      makeInBackground(arrived, work);
    } else {
      make(arrived, work, stores);
    }
  }

  /** A request that was understood: its input, and all of it in the words of chat. */
  private record Work(ArrayNode input, ChatWords chat) {
    StoredResponse stored(ObjectNode response) {
      return new StoredResponse(response, input, chat.messages());
    }
  }

  private void make(Arrived arrived, Work work, boolean stores) {
    var dialect =
        new ResponsesDialect(
            head(arrived),
            wire,
            response -> {
              if (stores) {
                store.put(work.stored(response));
              }
            });
    generator.serve(arrived, work.chat().json(), dialect);
  }

  private void makeInBackground(Arrived arrived, Work work) {
    ResponseHead head = head(arrived);
    long now = System.currentTimeMillis() / MILLIS_PER_SECOND;
    StoredResponse stored = work.stored(head.json(ResponseHead.State.empty("queued", now)));
    String queued = stored.response().toString();
    var recording =
        new ResponseRecording(() -> stored.status("in_progress"), () -> stored.status("failed"));
    var ask =
        new Generator.Ask(
            work.chat().json().put("stream", true),
            new ResponsesDialect(head, wire, stored::finish));
    Optional<Runnable> stop = generator.background(arrived, ask, recording);
    if (arrived.http().response().ended()) {
      return;
    }
    stop.ifPresent(stored::stoppedBy);
    store.put(stored);
    if (arrived.body().path("stream").asBoolean(false)) {
      stored.recordedBy(recording);
      followers.follow(arrived.http(), recording, 0);
    } else {
      Answers.json(arrived.http(), 200, queued);
    }
  }

  private ResponseHead head(Arrived arrived) {
    String model = arrived.body().path("model").asText(options.model());
    return new ResponseHead("resp_" + generator.newId(), model, arrived.body());
  }

  private void refuse(HttpServerRequest http, EngineError error) {
    Answers.error(http, ResponsesDialect.errors(wire), error);
  }
}
