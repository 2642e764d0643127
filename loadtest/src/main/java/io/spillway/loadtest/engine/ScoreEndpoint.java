package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** Scores pairs of texts (vLLM) or the next token after each item (SGLang); takes no seat. */
final class ScoreEndpoint implements Endpoint {
  private static final long MILLIS_PER_SECOND = 1000;

  private final EngineOptions options;
  private final Generator generator;
  private final Wire wire;

  ScoreEndpoint(EngineOptions options, Generator generator) {
    this.options = options;
    this.generator = generator;
    this.wire = options.behaviour().wire();
  }

  @Override
  public void serve(Arrived arrived) {
    String model = arrived.body().path("model").asText(options.model());
    if (!generator.reader().serves(model)) {
      Answers.error(arrived.http(), wire.errors(), EngineError.unknownModel(model));
    } else if (wire.engine() == EnginePreset.SGLANG) {
      labels(arrived.http(), arrived.body(), model);
    } else {
      pairs(arrived.http(), arrived.body(), model);
    }
  }

  private void pairs(HttpServerRequest http, JsonNode body, String model) {
    List<String> ones = texts(body, "text_1", "queries");
    List<String> others = texts(body, "text_2", "documents");
    if (ones.isEmpty() || others.isEmpty()) {
      String missing = ones.isEmpty() ? "text_1" : "text_2";
      Answers.error(
          http, wire.errors(), EngineError.invalid("Field required: " + missing, missing));
      return;
    }
    if (ones.size() != 1 && ones.size() != others.size()) {
      String message = "Input lengths must be either 1:1, 1:N or N:N";
      Answers.error(http, wire.errors(), EngineError.invalid(message, null));
      return;
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("id", "score-" + generator.newId()).put("object", "list");
    answer.put("created", System.currentTimeMillis() / MILLIS_PER_SECOND).put("model", model);
    ArrayNode data = answer.putArray("data");
    int tokens = 0;
    for (int index = 0; index < others.size(); index++) {
      String one = ones.get(ones.size() == 1 ? 0 : index);
      ObjectNode entry = data.addObject().put("index", index).put("object", "score");
      entry.put("score", Similarity.of(one, others.get(index)));
      tokens += RequestReader.tokens(PromptText.ofString(one));
      tokens += RequestReader.tokens(PromptText.ofString(others.get(index)));
    }
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    Answers.json(http, 200, answer.toString());
  }

  private void labels(HttpServerRequest http, JsonNode body, String model) {
    List<String> items = texts(body, "items", "items");
    int labels = body.path("label_token_ids").size();
    if (items.isEmpty() || labels == 0) {
      String missing = labels == 0 ? "label_token_ids" : "items";
      Answers.error(
          http, wire.errors(), EngineError.invalid("Field required: " + missing, missing));
      return;
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode scores = answer.putArray("scores");
    for (String item : items) {
      double first = Similarity.of(body.path("query").asText(), item);
      ArrayNode row = scores.addArray().add(first);
      for (int label = 1; label < labels; label++) {
        row.add((1 - first) / (labels - 1));
      }
    }
    answer.put("model", model).putNull("usage").put("object", "scoring");
    Answers.json(http, 200, answer.toString());
  }

  private static List<String> texts(JsonNode body, String field, String other) {
    JsonNode value = body.has(field) ? body.path(field) : body.path(other);
    var texts = new ArrayList<String>();
    if (value.isTextual()) {
      texts.add(value.asText());
    }
    value.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
