package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a response before it is made: its id, its model, and what the request said,
 * which the response repeats.
 */
record ResponseHead(String id, String model, JsonNode asked) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * Where a response stands.
   *
   * @param status queued, in_progress, completed, incomplete, cancelled or failed
   * @param output its items so far
   * @param usage what was used; null until it ended
   */
  record State(String status, ArrayNode output, @Nullable Usage usage, long createdSeconds) {
    static State empty(String status, long createdSeconds) {
      return new State(status, JSON.arrayNode(), null, createdSeconds);
    }
  }

  /** The status of a response that ended for a reason. */
  static String status(String reason) {
    return switch (reason) {
      case "length" -> "incomplete";
      case "abort" -> "cancelled";
      default -> "completed";
    };
  }

  /** The response object. */
  ObjectNode json(State state) {
    ObjectNode json = JSON.objectNode();
    json.put("id", id).put("created_at", state.createdSeconds());
    if (state.status().equals("incomplete")) {
      json.putObject("incomplete_details").put("reason", "max_output_tokens");
    } else {
      json.putNull("incomplete_details");
    }
    repeat(json, "instructions", JSON.nullNode());
    repeat(json, "metadata", JSON.nullNode());
    json.put("model", model).put("object", "response");
    json.set("output", state.output());
    repeat(json, "parallel_tool_calls", JSON.booleanNode(true));
    repeat(json, "temperature", JSON.numberNode(1.0));
    repeat(json, "tool_choice", JSON.textNode("auto"));
    repeat(json, "tools", JSON.arrayNode());
    repeat(json, "top_p", JSON.numberNode(1.0));
    repeat(json, "background", JSON.booleanNode(false));
    for (String field : new String[] {"max_output_tokens", "max_tool_calls"}) {
      repeat(json, field, JSON.nullNode());
    }
    for (String field : new String[] {"previous_response_id", "prompt", "reasoning"}) {
      repeat(json, field, JSON.nullNode());
    }
    repeat(json, "service_tier", JSON.textNode("auto"));
    json.put("status", state.status());
    repeat(json, "text", JSON.nullNode());
    repeat(json, "top_logprobs", JSON.nullNode());
    repeat(json, "truncation", JSON.textNode("disabled"));
    json.set("usage", state.usage() == null ? JSON.nullNode() : usage(state.usage()));
    repeat(json, "user", JSON.nullNode());
    return json;
  }

  private void repeat(ObjectNode json, String field, JsonNode usual) {
    json.set(field, asked.hasNonNull(field) ? asked.path(field) : usual);
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode json = JSON.objectNode().put("input_tokens", usage.prompt());
    json.putObject("input_tokens_details").put("cached_tokens", Math.max(0, usage.cached()));
    json.put("output_tokens", usage.completion());
    json.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return json.put("total_tokens", usage.prompt() + usage.completion());
  }
}
