package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranks documents by how well they go with a query; takes no seat. */
final class RerankEndpoint implements Endpoint {
  private final EngineOptions options;
  private final Generator generator;
  private final boolean bare;
  private final ErrorShape errors;

  RerankEndpoint(EngineOptions options, Generator generator) {
    Wire wire = options.behaviour().wire();
    this.options = options;
    this.generator = generator;
    // SGLang answers with the list alone.
    this.bare = wire.engine() == EnginePreset.SGLANG;
    this.errors = wire.errors();
  }

  /** A document with its score. */
  private record Ranked(int index, String text, double score) {}

  @Override
  public void serve(Arrived arrived) {
    JsonNode body = arrived.body();
    String model = body.path("model").asText(options.model());
    JsonNode documents = body.path("documents");
    if (!generator.reader().serves(model)) {
      Answers.error(arrived.http(), errors, EngineError.unknownModel(model));
    } else if (!body.path("query").isTextual() || !documents.isArray() || documents.isEmpty()) {
      String missing = body.path("query").isTextual() ? "documents" : "query";
      Answers.error(
          arrived.http(), errors, EngineError.invalid("Field required: " + missing, missing));
    } else {
      String query = body.path("query").asText();
      List<Ranked> ranked = rank(query, documents);
      int top = body.path("top_n").asInt(0);
      List<Ranked> best = top > 0 && top < ranked.size() ? ranked.subList(0, top) : ranked;
      JsonNode answer = bare ? listed(best) : whole(best, model, tokens(query, ranked));
      Answers.json(arrived.http(), 200, answer.toString());
    }
  }

  private static List<Ranked> rank(String query, JsonNode documents) {
    var ranked = new ArrayList<Ranked>();
    for (JsonNode document : documents) {
      String text = document.isTextual() ? document.asText() : document.path("text").asText();
      ranked.add(new Ranked(ranked.size(), text, Similarity.of(query, text)));
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return ranked;
  }

  private static int tokens(String query, List<Ranked> ranked) {
    int one = RequestReader.tokens(PromptText.ofString(query));
    return ranked.stream()
        .mapToInt(document -> one + RequestReader.tokens(PromptText.ofString(document.text())))
        .sum();
  }

  private static ArrayNode listed(List<Ranked> ranked) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Ranked document : ranked) {
      ObjectNode entry = list.addObject().put("score", document.score());
      entry.put("document", document.text()).put("index", document.index());
      entry.putNull("meta_info");
    }
    return list;
  }

  private ObjectNode whole(List<Ranked> ranked, String model, int tokens) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("id", "rerank-" + generator.newId()).put("model", model);
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    ArrayNode results = answer.putArray("results");
    for (Ranked document : ranked) {
      ObjectNode entry = results.addObject().put("index", document.index());
      entry.putObject("document").put("text", document.text()).putNull("multi_modal");
      entry.put("relevance_score", document.score());
    }
    return answer;
  }
}
