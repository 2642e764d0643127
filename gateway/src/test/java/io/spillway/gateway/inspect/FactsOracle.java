package io.spillway.gateway.inspect;

import static io.spillway.router.Priority.BULK;
import static io.spillway.router.Priority.DEFAULT;
import static io.spillway.router.Priority.INTERACTIVE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.gateway.json.RandomJson;
import io.spillway.router.Priority;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The same facts from a tree: slow and obvious. */
final class FactsOracle {
  private static final Set<ApiKind> OLD =
      EnumSet.of(ApiKind.CHAT, ApiKind.COMPLETIONS, ApiKind.EMBEDDINGS);
  private static final Set<ApiKind> TOKENS = EnumSet.of(ApiKind.TOKENIZE, ApiKind.DETOKENIZE);
  private static final Set<ApiKind> ANTHROPIC = EnumSet.of(ApiKind.MESSAGES, ApiKind.COUNT_TOKENS);

  private static final Set<ApiKind> TIERED =
      EnumSet.of(
          ApiKind.CHAT,
          ApiKind.COMPLETIONS,
          ApiKind.EMBEDDINGS,
          ApiKind.RESPONSES,
          ApiKind.MESSAGES);
  private static final Set<ApiKind> RANKED =
      EnumSet.of(
          ApiKind.CHAT,
          ApiKind.COMPLETIONS,
          ApiKind.EMBEDDINGS,
          ApiKind.RESPONSES,
          ApiKind.MESSAGES,
          ApiKind.RERANK,
          ApiKind.SCORE);

  private FactsOracle() {}

  static boolean routable(@Nullable JsonNode body, ApiKind kind) {
    return accepted(body, kind) && body.path("model").isTextual();
  }

  static boolean unnamed(@Nullable JsonNode body, ApiKind kind) {
    return accepted(body, kind) && absent(body.path("model")) && TOKENS.contains(kind);
  }

  private static boolean accepted(@Nullable JsonNode body, ApiKind kind) {
    if (!(body instanceof ObjectNode)) {
      return false;
    }
    if (OLD.contains(kind)) {
      JsonNode n = body.path("n");
      JsonNode options = body.path("stream_options");
      return flag(body.path("stream"))
          && (absent(n) || (n.isInt() && n.intValue() >= 1 && n.intValue() <= 128))
          && (absent(options) || (options.isObject() && flag(options.path("include_usage"))));
    }
    JsonNode previous = body.path("previous_response_id");
    return switch (kind) {
      case MESSAGES -> flag(body.path("stream"));
      case RESPONSES ->
          flag(body.path("stream"))
              && flag(body.path("store"))
              && flag(body.path("background"))
              && (absent(previous) || previous.isTextual());
      default -> true;
    };
  }

  static boolean usageAsked(JsonNode body, ApiKind kind) {
    boolean asked = body.path("stream_options").path("include_usage").asBoolean();
    return asked || !EnumSet.of(ApiKind.CHAT, ApiKind.COMPLETIONS).contains(kind);
  }

  static int choices(JsonNode body, ApiKind kind) {
    int n = body.path("n").asInt(1);
    return switch (kind) {
      case CHAT -> n;
      case COMPLETIONS ->
          n * Math.max(1, prompts(body.path("prompt")) + prompts(body.path("input")));
      default -> 1;
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

  static int outputTokensMax(JsonNode body, ApiKind kind) {
    return switch (kind) {
      case CHAT, COMPLETIONS, EMBEDDINGS -> {
        int completion = positive(body.path("max_completion_tokens"));
        yield completion > 0 ? completion : positive(body.path("max_tokens"));
      }
      case MESSAGES -> positive(body.path("max_tokens"));
      case RESPONSES -> positive(body.path("max_output_tokens"));
      default -> 0;
    };
  }

  static @Nullable String cacheKey(JsonNode body, ApiKind kind) {
    String promptCacheKey = key(body.path("prompt_cache_key"));
    String sessionId = key(body.path("session_id"));
    String metadata = key(body.path("metadata").path("session_id"));
    return switch (kind) {
      case CHAT, COMPLETIONS, EMBEDDINGS, MESSAGES -> first(promptCacheKey, sessionId, metadata);
      case COUNT_TOKENS -> first(sessionId, metadata);
      case RESPONSES -> first(promptCacheKey, sessionId, metadata, conversation(body));
      default -> null;
    };
  }

  static @Nullable String conversation(JsonNode body) {
    JsonNode conversation = body.path("conversation");
    return key(conversation.isObject() ? conversation.path("id") : conversation);
  }

  /** The less urgent of what both fields say. */
  static @Nullable Priority priority(JsonNode body, ApiKind kind) {
    JsonNode number = body.path("priority");
    JsonNode tier = body.path("service_tier");
    var said = EnumSet.noneOf(Priority.class);
    if (RANKED.contains(kind) && number.isIntegralNumber() && number.canConvertToLong()) {
      said.add(List.of(INTERACTIVE, DEFAULT, BULK).get(1 + Long.signum(number.longValue())));
    }
    if (TIERED.contains(kind) && tier.isTextual() && !tier.textValue().equals("auto")) {
      said.add(
          Map.of("priority", INTERACTIVE, "flex", BULK, "batch", BULK)
              .getOrDefault(tier.textValue(), DEFAULT));
    }
    return said.isEmpty() ? null : Collections.max(said);
  }

  static @Nullable String user(JsonNode body, ApiKind kind) {
    return key(
        ANTHROPIC.contains(kind) ? body.path("metadata").path("user_id") : body.path("user"));
  }

  /** The messages up to the first one of the user, or the text that stands for it; null if none. */
  static @Nullable ArrayNode head(JsonNode body, ApiKind kind) {
    JsonNode messages =
        switch (kind) {
          case RERANK, SCORE, DETOKENIZE -> RandomJson.MAPPER.nullNode();
          case RESPONSES -> body.path("input");
          default -> body.path("messages");
        };
    ArrayNode head = RandomJson.MAPPER.createArrayNode();
    if (kind == ApiKind.RESPONSES && messages.isTextual()) {
      return head.add(messages);
    }
    if (messages.isArray()) {
      for (JsonNode message : messages) {
        head.add(message);
        if (message.path("role").asText().equals("user")) {
          return head;
        }
      }
    }
    return null;
  }

  private static @Nullable String key(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private static @Nullable String first(@Nullable String... keys) {
    for (String key : keys) {
      if (key != null) {
        return key;
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
