package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Reads, cancels and deletes what is in the store of responses. */
final class StoredResponsesEndpoint {
  static final String PREFIX = "/v1/responses/";

  private final ResponseStore store;
  private final ResponseFollowers followers;
  private final ErrorShape errors;

  StoredResponsesEndpoint(ResponseStore store, ResponseFollowers followers, Wire wire) {
    this.store = store;
    this.followers = followers;
    this.errors = ResponsesDialect.errors(wire);
  }

  /** Answers a request whose path begins with {@link #PREFIX}. */
  void serve(HttpServerRequest http) {
    String[] path = EngineApi.path(http).substring(PREFIX.length()).split("/", -1);
    String what = http.method() + (path.length == 1 ? "" : " " + path[path.length - 1]);
    StoredResponse found = store.find(path[0]).orElse(null);
    if (path.length > 2
        || !List.of("GET", "DELETE", "GET input_items", "POST cancel").contains(what)) {
      Answers.error(http, errors, EngineError.of(404, "Not Found"));
    } else if (found == null) {
      Answers.error(http, errors, ResponseStore.unknown(path[0]));
    } else if (path.length == 2) {
      if (http.method().equals(HttpMethod.GET)) {
        Answers.json(http, 200, items(http, found).toString());
      } else {
        cancel(http, found);
      }
    } else if (http.method().equals(HttpMethod.DELETE)) {
      store.remove(found.id());
      ObjectNode deleted = JsonNodeFactory.instance.objectNode().put("id", found.id());
      deleted.put("object", "response").put("deleted", true);
      Answers.json(http, 200, deleted.toString());
    } else {
      read(http, found);
    }
  }

  private void read(HttpServerRequest http, StoredResponse found) {
    if (!"true".equalsIgnoreCase(http.getParam("stream"))) {
      Answers.json(http, 200, found.response().toString());
    } else if (found.recording().isEmpty()) {
      String message = "Unknown response_id: " + found.id();
      Answers.error(http, errors, EngineError.invalid(message, "response_id"));
    } else {
      String after = Objects.requireNonNullElse(http.getParam("starting_after"), "");
      int from = after.matches("[0-9]{1,9}") ? Integer.parseInt(after) + 1 : 0;
      followers.follow(http, found.recording().get(), from);
    }
  }

  private void cancel(HttpServerRequest http, StoredResponse found) {
    if (!found.open()) {
      Answers.error(
          http,
          errors,
          new EngineError(
              400,
              "Cannot cancel a synchronous response.",
              "invalid_request_error",
              "response_id"));
      return;
    }
    found.cancel();
    Answers.json(http, 200, found.response().toString());
  }

  /** The items of the input, the last one first unless the query says otherwise. */
  private static ObjectNode items(HttpServerRequest http, StoredResponse found) {
    var items = new ArrayList<JsonNode>();
    for (int index = 0; index < found.input().size(); index++) {
      ObjectNode item = found.input().get(index).deepCopy();
      if (!item.has("id")) {
        item.put("id", "msg_in_" + index);
      }
      items.add(item);
    }
    if (!"asc".equals(http.getParam("order"))) {
      Collections.reverse(items);
    }
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data").addAll(items);
    list.put("first_id", items.getFirst().path("id").asText());
    list.put("last_id", items.getLast().path("id").asText());
    return list.put("has_more", false);
  }
}
