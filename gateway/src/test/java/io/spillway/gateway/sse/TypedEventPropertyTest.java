package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.json.RandomJson;
import io.spillway.gateway.json.StrictJson;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random events of responses and messages against a tree. One seed is replayed with -Dseed=. */
final class TypedEventPropertyTest {
  private static final int EVENTS = 60;
  private static final Set<String> VISIBLE =
      Set.of(
          "text",
          "thinking",
          "refusal",
          "name",
          "arguments",
          "partial_json",
          "input",
          "code",
          "data",
          "transcript",
          "signature",
          "citation",
          "result",
          "content",
          "summary");

  /** How a stream stands, as the oracle sees it. */
  private boolean stopped;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void readsResponsesAsATreeDoes(long seed) {
    var json = new RandomJson(new Random(seed));
    for (int i = 0; i < EVENTS; i++) {
      var reader = new EventReader(ApiKind.RESPONSES, 1);
      JsonNode tree = read(json, responseEvent(json));

      EventKind kind = reader.read(bytes, 0, bytes.length);

      assertThat(kind).as(new String(bytes, UTF_8)).isEqualTo(response(tree));
      assertThat(reader.complete()).isEqualTo(kind == EventKind.DONE);
      JsonNode id = tree == null ? RandomJson.MAPPER.nullNode() : tree.path("response").path("id");
      assertThat(reader.responseId())
          .isEqualTo(id.isTextual() && !id.textValue().isEmpty() ? id.textValue() : null);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void readsMessagesAsATreeDoes(long seed) {
    var json = new RandomJson(new Random(seed));
    var reader = new EventReader(ApiKind.MESSAGES, 1);
    boolean complete = false;
    for (int i = 0; i < EVENTS; i++) {
      JsonNode tree = read(json, messageEvent(json));

      EventKind kind = reader.read(bytes, 0, bytes.length);

      assertThat(kind).as(new String(bytes, UTF_8)).isEqualTo(message(tree));
      if (kind == EventKind.DONE) {
        complete = stopped;
      }
      assertThat(reader.complete()).isEqualTo(complete);
    }
  }

  private byte[] bytes = new byte[0];

  /** Writes an event, sometimes damaged; what a tree makes of it, null if nothing. */
  private @Nullable JsonNode read(RandomJson json, ObjectNode event) {
    byte[] data = json.write(event);
    data = json.chance(10) ? json.mutate(data) : data;
    String line = new String(data, UTF_8).replaceAll("[\r\n]", " ");
    bytes = ("event: x\ndata: " + line + "\n\n").getBytes(UTF_8);
    JsonNode tree = StrictJson.parse(line.getBytes(UTF_8));
    return tree instanceof ObjectNode ? tree : null;
  }

  private static ObjectNode responseEvent(RandomJson json) {
    ObjectNode event = RandomJson.MAPPER.createObjectNode();
    if (json.chance(50)) {
      event.set(
          json.one("delta", "item", "part", "text", "arguments", json.string()), json.value(3));
    }
    if (json.chance(30)) {
      ObjectNode response = event.putObject("response");
      response.put("id", json.one("resp_1", "", "ä\"\\\n", "r"));
      response.put("status", json.one("completed", "failed", "cancelled", "queued", json.string()));
      response.set("error", json.value(1));
    }
    event.put(
        "type",
        json.one(
            "response.created",
            "response.completed",
            "response.incomplete",
            "response.failed",
            "response.cancelled",
            "response.output_text.delta",
            "response.output_item.added",
            json.string()));
    return spoiled(json, event);
  }

  private static ObjectNode messageEvent(RandomJson json) {
    ObjectNode event = RandomJson.MAPPER.createObjectNode();
    if (json.chance(40)) {
      event.set("content_block", json.value(3));
    }
    if (json.chance(60)) {
      ObjectNode delta = event.putObject("delta");
      delta.put("type", json.string());
      delta.set(json.one("text", "citation", json.string()), json.value(1));
      if (json.chance(50)) {
        delta.set(
            "stop_reason",
            json.one(
                RandomJson.MAPPER.<JsonNode>valueToTree(json.one("end_turn", "abort", "")),
                json.value(1)));
      }
    }
    event.put(
        "type",
        json.one(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "ping",
            json.string()));
    return spoiled(json, event);
  }

  private static ObjectNode spoiled(RandomJson json, ObjectNode event) {
    if (json.chance(8)) {
      event.set("error", json.value(1));
    }
    if (json.chance(8)) {
      event.set("message", json.value(1));
    }
    if (json.chance(5)) {
      event.remove("type");
    }
    if (json.chance(3)) {
      event.put("object", json.one("error", "x"));
    }
    return event;
  }

  private static EventKind response(@Nullable JsonNode event) {
    if (event == null) {
      return EventKind.MALFORMED;
    }
    if (isError(event)) {
      return EventKind.ERROR;
    }
    String status = event.path("response").path("status").asText();
    return switch (event.path("type").asText()) {
      case "response.created" -> EventKind.PREAMBLE;
      case "response.failed" -> EventKind.ERROR;
      case "response.cancelled" -> EventKind.ABORTED;
      case "response.completed", "response.incomplete" ->
          status.equals("failed")
              ? EventKind.ERROR
              : status.equals("cancelled") ? EventKind.ABORTED : EventKind.DONE;
      default -> {
        boolean real = false;
        for (String key : new String[] {"delta", "item", "part", "text", "arguments", "refusal"}) {
          real |= visible(event.path(key));
        }
        yield real || visible(event.path("code")) ? EventKind.REAL : EventKind.PREAMBLE;
      }
    };
  }

  private EventKind message(@Nullable JsonNode event) {
    if (event == null) {
      return EventKind.MALFORMED;
    }
    if (isError(event)) {
      return EventKind.ERROR;
    }
    JsonNode delta = event.path("delta");
    return switch (event.path("type").asText()) {
      case "content_block_start" ->
          visible(event.path("content_block")) ? EventKind.REAL : EventKind.PREAMBLE;
      case "content_block_delta" -> carries(delta) ? EventKind.REAL : EventKind.PREAMBLE;
      case "message_delta" -> {
        JsonNode reason = delta.path("stop_reason");
        boolean stops =
            reason.isTextual() && !Set.of("", "abort", "error").contains(reason.textValue());
        stopped |= stops;
        yield stops ? EventKind.REAL : EventKind.PREAMBLE;
      }
      case "message_stop" -> EventKind.DONE;
      default -> EventKind.PREAMBLE;
    };
  }

  private static boolean isError(JsonNode event) {
    JsonNode error = event.path("error");
    return event.path("type").asText().equals("error")
        || event.path("object").asText().equals("error")
        || (!error.isMissingNode()
            && !error.isNull()
            && !error.equals(RandomJson.MAPPER.valueToTree(false)))
        || (event.path("message").isTextual() && !event.path("type").isTextual());
  }

  private static boolean carries(JsonNode delta) {
    for (var member : delta.properties()) {
      JsonNode piece = member.getValue();
      if (!Set.of("type", "stop_reason", "stop_sequence").contains(member.getKey())
          && (piece.isObject() || (piece.isTextual() && !piece.textValue().isEmpty()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean visible(JsonNode value) {
    if (value.isTextual()) {
      return !value.textValue().isEmpty();
    }
    boolean any = false;
    if (value.isObject()) {
      for (var member : value.properties()) {
        any |= VISIBLE.contains(member.getKey()) && visible(member.getValue());
      }
    } else {
      for (JsonNode element : value) {
        any |= visible(element);
      }
    }
    return any;
  }
}
