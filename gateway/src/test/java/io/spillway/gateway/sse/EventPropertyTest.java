package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.json.JsonText;
import io.spillway.gateway.json.RandomJson;
import io.spillway.gateway.json.StrictJson;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random events, with hostile texts, against a tree. One seed is replayed with -Dseed=. */
final class EventPropertyTest {
  private static final int EVENTS = 60;
  private static final Set<String> PARTS =
      Set.of(
          "content",
          "reasoning",
          "reasoning_content",
          "refusal",
          "tool_calls",
          "function_call",
          "audio");

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void readsWhatATreeSays(long seed) {
    var json = new RandomJson(new Random(seed));
    var reader = new EventReader(ApiKind.CHAT, 2);
    var finished = new TreeSet<Integer>();
    boolean aborted = false;
    for (int i = 0; i < EVENTS; i++) {
      byte[] data = json.write(event(json));
      data = json.chance(20) ? json.mutate(data) : data;
      JsonNode tree = StrictJson.parse(data);
      byte[] event = ("data: " + oneLine(data) + "\n\n").getBytes(UTF_8);
      if (json.chance(25) && tree != null) {
        event =
            ("data: " + new String(data, UTF_8).replaceAll("\r\n|\r|\n", "\ndata:") + "\n\n")
                .getBytes(UTF_8);
      } else {
        tree = StrictJson.parse(oneLine(data).getBytes(UTF_8));
      }

      EventKind kind = reader.read(event, 0, event.length);

      EventKind expected = expected(tree, oneLine(data), finished);
      assertThat(kind).as(new String(event, UTF_8)).isEqualTo(expected);
      aborted |= kind == EventKind.ABORTED;
      assertThat(reader.complete()).isEqualTo(!aborted && finished.size() == 2);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void renamesTheModelAndNothingElse(long seed) {
    var json = new RandomJson(new Random(seed));
    for (int i = 0; i < EVENTS; i++) {
      ObjectNode tree = event(json);
      if (json.chance(80)) {
        tree.set(
            "model",
            json.chance(90) ? RandomJson.MAPPER.valueToTree(json.string()) : json.value(2));
      }
      if (json.chance(20)) {
        tree.putObject(json.one("response", "message"))
            .put("x", json.string())
            .put("model", json.string());
      }
      String name = json.string();
      ObjectNode renamedIn = whereModelIs(tree);
      String body = new String(json.write(tree), UTF_8).replace("\r\n", "\n");
      boolean event = json.chance(50);
      String sent = event ? "id: 1\ndata: " + body.replace("\n", "\ndata:") + "\n\n" : body;
      byte[] bytes = ("xx" + sent + "yy").getBytes(UTF_8);

      byte[] renamed = ModelRename.rename(bytes, 2, bytes.length - 2, JsonText.quoted(name));

      if (renamedIn == null) {
        assertThat(renamed).isNull();
        continue;
      }
      renamedIn.put("model", name);
      String result = new String(renamed, UTF_8);
      String json2 = event ? result.substring(6).replaceAll("(?m)^data:", "") : result;
      assertThat(StrictJson.parse(json2.getBytes(UTF_8)))
          .isEqualTo(StrictJson.parse(json.write(tree)));
    }
  }

  /** The object whose model is the first one; null when there is none, or it is no text. */
  private static @Nullable ObjectNode whereModelIs(ObjectNode tree) {
    for (var member : tree.properties()) {
      if (member.getKey().equals("model")) {
        return member.getValue().isTextual() ? tree : null;
      }
      if (Set.of("response", "message").contains(member.getKey())
          && member.getValue() instanceof ObjectNode nested
          && nested.path("model").isTextual()) {
        return nested;
      }
    }
    return null;
  }

  private static String oneLine(byte[] data) {
    return new String(data, UTF_8).replaceAll("[\r\n]", " ");
  }

  private static ObjectNode event(RandomJson json) {
    ObjectNode event = RandomJson.MAPPER.createObjectNode();
    event.put("object", json.chance(3) ? "error" : "chat.completion.chunk");
    if (json.chance(15)) {
      event.set("error", json.value(2));
    }
    if (json.chance(15)) {
      event.set(json.string(), json.value(3));
    }
    if (json.chance(90)) {
      var choices = event.putArray("choices");
      for (int i = json.one(0, 1, 1, 1, 2); i > 0; i--) {
        choices.add(choice(json));
      }
    }
    if (json.chance(20)) {
      event.set("usage", json.chance(30) ? json.value(2) : RandomJson.MAPPER.createObjectNode());
    }
    if (json.chance(10)) {
      event.set("message", json.value(1));
    }
    return event;
  }

  private static ObjectNode choice(RandomJson json) {
    ObjectNode choice = RandomJson.MAPPER.createObjectNode();
    choice.put("index", json.one(0, 1));
    ObjectNode delta = choice.putObject("delta");
    for (int i = json.one(0, 1, 2); i > 0; i--) {
      String key = json.one("content", "reasoning", "tool_calls", "role", json.string());
      delta.set(
          key, json.chance(60) ? RandomJson.MAPPER.valueToTree(json.string()) : json.value(2));
    }
    if (json.chance(50)) {
      choice.set(
          "finish_reason",
          json.chance(70)
              ? RandomJson.MAPPER.nullNode()
              : json.one(
                  RandomJson.MAPPER.<JsonNode>valueToTree(json.one("stop", "length", "abort", "")),
                  json.value(1)));
    }
    if (json.chance(20)) {
      choice.set("logprobs", json.value(3));
    }
    return choice;
  }

  private static EventKind expected(@Nullable JsonNode event, String data, Set<Integer> finished) {
    if (data.isBlank()) {
      return EventKind.COMMENT;
    }
    if (!(event instanceof ObjectNode)) {
      return data.strip().equals("[DONE]") ? EventKind.DONE : EventKind.MALFORMED;
    }
    JsonNode error = event.path("error");
    boolean usage = event.path("usage").isObject();
    if ((!error.isMissingNode()
            && !error.isNull()
            && !error.equals(RandomJson.MAPPER.valueToTree(false)))
        || event.path("object").asText().equals("error")
        || (event.path("message").isTextual() && !event.path("choices").isArray() && !usage)) {
      return EventKind.ERROR;
    }
    boolean aborted = false;
    boolean real = false;
    for (JsonNode choice : event.path("choices").isArray() ? event.path("choices") : error) {
      JsonNode reason = choice.path("finish_reason");
      if (reason.isTextual() && Set.of("abort", "error").contains(reason.textValue())) {
        aborted = true;
      } else if (reason.isTextual() && !reason.textValue().isEmpty()) {
        finished.add(choice.path("index").asInt());
        real = true;
      }
      for (var member : choice.path("delta").properties()) {
        JsonNode part = member.getValue();
        real |=
            PARTS.contains(member.getKey())
                && (part.isTextual() ? !part.textValue().isEmpty() : !part.isEmpty());
      }
    }
    return aborted
        ? EventKind.ABORTED
        : real
            ? EventKind.REAL
            : usage && event.path("choices").isEmpty() ? EventKind.USAGE : EventKind.PREAMBLE;
  }
}
