package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of an answer that a chat ends with, for the engine to go on with: only what is
 * missing is generated.
 *
 * @param id the request that the beginning was generated for; empty if its tokens are words
 * @param tokens how many there are
 */
record OpenAnswer(String id, int tokens) {
  private static final Pattern NUMBERED = Pattern.compile("(\\S+):(\\d{1,9})");
  private static final String ASSISTANT = "assistant";

  /** What a chat has the engine go on with; llama.cpp does so unasked, others need a flag. */
  static Optional<OpenAnswer> of(JsonNode body, EnginePreset engine) {
    JsonNode messages = body.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    boolean asked =
        switch (engine) {
          case VLLM, SGLANG -> body.path("continue_final_message").asBoolean(false);
          case LLAMACPP -> true;
          case TGI, TRTLLM -> false;
        };
    boolean open = asked && last.path("role").asText().equals(ASSISTANT);
    return open && last.path("content").isTextual()
        ? Optional.of(of(last.path("content").asText()))
        : Optional.empty();
  }

  /** Whether vLLM would refuse: its default is to begin a new message, which contradicts. */
  static boolean contradicts(JsonNode body, EnginePreset engine) {
    return engine == EnginePreset.VLLM
        && body.path("continue_final_message").asBoolean(false)
        && body.path("add_generation_prompt").asBoolean(true);
  }

  private static OpenAnswer of(String text) {
    String[] tokens = text.isBlank() ? new String[0] : text.strip().split("\\s+");
    Matcher last = NUMBERED.matcher(tokens.length == 0 ? "" : tokens[tokens.length - 1]);
    return last.matches()
        ? new OpenAnswer(last.group(1), Integer.parseInt(last.group(2)) + 1)
        : new OpenAnswer("", tokens.length);
  }

  /** The tokens that are missing, where {@code whole} are those of an answer from its start. */
  TokenText missing(TokenText whole) {
    return id.isEmpty()
        ? (choice, index) -> whole.of(choice, tokens + index)
        : (_, index) -> (id + ":" + (tokens + index) + " ").getBytes(StandardCharsets.US_ASCII);
  }
}
