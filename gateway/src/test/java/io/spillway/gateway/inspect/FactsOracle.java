package io.spillway.gateway.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The same facts from a tree: slow and obvious. */
final class FactsOracle {
  private FactsOracle() {}

  static boolean routable(@Nullable JsonNode body) {
    if (!(body instanceof ObjectNode)) {
      return false;
    }
    JsonNode n = body.path("n");
    JsonNode options = body.path("stream_options");
    return body.path("model").isTextual()
        && flag(body.path("stream"))
        && (absent(n) || (n.isInt() && n.intValue() >= 1 && n.intValue() <= 128))
        && (absent(options) || (options.isObject() && flag(options.path("include_usage"))));
  }

  static int choices(JsonNode body, ApiKind kind) {
    int n = body.path("n").asInt(1);
    return switch (kind) {
      case CHAT -> n;
      case COMPLETIONS ->
          n * Math.max(1, prompts(body.path("prompt")) + prompts(body.path("input")));
      case EMBEDDINGS -> 1;
    };
  }

  private static int prompts(JsonNode prompt) {
    if (prompt.isTextual()) {
      return 1;
    }
    if (!prompt.isArray()) {
      return 0;
    }
    long each = elements(prompt, node -> node.isTextual() || node.isArray());
    return each > 0 ? (int) each : elements(prompt, JsonNode::isNumber) > 0 ? 1 : 0;
  }

  private static long elements(JsonNode array, Predicate<JsonNode> which) {
    return StreamSupport.stream(array.spliterator(), false).filter(which).count();
  }

  static int outputTokensMax(JsonNode body) {
    int completion = positive(body.path("max_completion_tokens"));
    return completion > 0 ? completion : positive(body.path("max_tokens"));
  }

  static @Nullable String cacheKey(JsonNode body) {
    for (JsonNode key :
        new JsonNode[] {
          body.path("prompt_cache_key"),
          body.path("session_id"),
          body.path("metadata").path("session_id")
        }) {
      if (key.isTextual() && !key.textValue().isBlank()) {
        return key.textValue();
      }
    }
    return null;
  }

  private static int positive(JsonNode number) {
    return number.isIntegralNumber()
            && number.bigIntegerValue().signum() > 0
            && number.asText().length() <= 18
        ? (int) Math.min(Integer.MAX_VALUE, number.longValue())
        : 0;
  }

  private static boolean flag(JsonNode value) {
    return absent(value) || value.isBoolean();
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
