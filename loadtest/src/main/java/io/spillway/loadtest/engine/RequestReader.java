package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.model.PrefixChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads generation requests; what a request leaves open is drawn. */
final class RequestReader {
  private static final int COMPLETION_TOKENS = 16;
  private static final int CHOICES_MAX = 128;

  private final EngineOptions options;
  private final Adapters adapters;
  private final RandomGenerator random;

  RequestReader(EngineOptions options, Adapters adapters, RandomGenerator random) {
    this.options = options;
    this.adapters = adapters;
    this.random = random;
  }

  /** What a request turned out to be. */
  sealed interface Reading {
    /** It can be served. */
    record Understood(GenerationRequest request) implements Reading {}

    /** It cannot. */
    record Wrong(EngineError error) implements Reading {}
  }

  /**
   * Where a request came in.
   *
   * @param id the answer's id
   * @param chat true for a conversation, false for texts
   * @param outputTokens what the header {@code x-sim-output-tokens} asks, if it is there
   */
  record Envelope(String id, boolean chat, @Nullable String outputTokens) {}

  /** Reads a request that is in the words of chat or completions. */
  Reading read(JsonNode body, Envelope envelope) {
    String model = body.path("model").asText(options.model());
    if (!serves(model)) {
      return new Reading.Wrong(EngineError.unknownModel(model));
    }
    boolean stream = body.path("stream").asBoolean(false);
    if (body.hasNonNull("stream_options") && !stream) {
      return wrong("Stream options can only be defined when `stream=True`.", "stream_options");
    }
    if (OpenAnswer.contradicts(body, options.behaviour().wire().engine())) {
      return wrong(
          "Cannot set both `continue_final_message` and `add_generation_prompt` to True.",
          "continue_final_message");
    }
    Optional<OpenAnswer> open = open(body, envelope.chat());
    List<byte[]> prompts = prompts(body, envelope.chat(), open.isPresent());
    if (prompts.isEmpty()) {
      String field = envelope.chat() ? "messages" : "prompt";
      return wrong("Field required: " + field, field);
    }
    int copies = body.path("n").asInt(1);
    if (copies < 1 || copies * prompts.size() > CHOICES_MAX) {
      return wrong("n must be between 1 and " + CHOICES_MAX, "n");
    }
    int limit = limit(body, envelope.chat());
    int longest = prompts.stream().mapToInt(RequestReader::tokens).max().orElseThrow();
    int room = options.lengthMax() - longest;
    if (limit == 0) {
      return wrong("max_tokens must be at least 1, got 0.", "max_tokens");
    }
    if (room < 1 || limit > room) {
      int asked = limit < 0 ? 1 : limit;
      return new Reading.Wrong(EngineError.tooLong(options.lengthMax(), asked, longest));
    }
    return new Reading.Understood(
        new GenerationRequest(
            envelope.id(),
            stream,
            prompts,
            copies,
            output(body, envelope, limit < 0 ? room : limit),
            body.path("cache_salt").asText("").hashCode(),
            manner(body, model, envelope.chat(), open)));
  }

  private GenerationRequest.Manner manner(
      JsonNode body, String model, boolean chat, Optional<OpenAnswer> open) {
    JsonNode asked = body.path("stream_options");
    boolean each =
        switch (options.behaviour().wire().text(Trait.USAGE)) {
          case "always" -> true;
          case "asked" -> asked.path("continuous_usage_stats").asBoolean(false);
          default -> false;
        };
    return new GenerationRequest.Manner(
        model,
        asked.path("include_usage").asBoolean(false),
        each,
        chat ? ToolCall.of(body, options.behaviour().wire()) : Optional.empty(),
        open);
  }

  /** Whether it has a model of that name; TGI and llama.cpp take any for the one they have. */
  boolean serves(String model) {
    return model.equals(options.model())
        || adapters.has(model)
        || switch (options.behaviour().wire().engine()) {
          case TGI, LLAMACPP -> true;
          case VLLM, SGLANG, TRTLLM -> false;
        };
  }

  /** Tokens of a text. */
  static int tokens(byte[] text) {
    return Math.max(1, Math.ceilDiv(text.length, PrefixChain.TOKEN_BYTES));
  }

  /** The texts under {@code prompt} or {@code input}: strings or token numbers, one or several. */
  static List<byte[]> texts(JsonNode input) {
    if (input.isTextual()) {
      return List.of(PromptText.ofString(input.asText()));
    }
    if (!input.isArray() || input.isEmpty()) {
      return List.of();
    }
    if (input.get(0).isNumber()) {
      return List.of(PromptText.ofTokens(input));
    }
    var texts = new ArrayList<byte[]>();
    for (JsonNode one : input) {
      texts.add(one.isArray() ? PromptText.ofTokens(one) : PromptText.ofString(one.asText()));
    }
    return texts;
  }

  private Optional<OpenAnswer> open(JsonNode body, boolean chat) {
    return chat ? OpenAnswer.of(body, options.behaviour().wire().engine()) : Optional.empty();
  }

  private static List<byte[]> prompts(JsonNode body, boolean chat, boolean open) {
    if (!chat) {
      return texts(body.path("prompt"));
    }
    JsonNode messages = body.path("messages");
    return messages.isArray() && !messages.isEmpty()
        ? List.of(PromptText.ofChat(body, open))
        : List.of();
  }

  /** The request's limit of tokens; negative if it has none. */
  private static int limit(JsonNode body, boolean chat) {
    if (chat && body.path("max_completion_tokens").isInt()) {
      return Math.max(0, body.path("max_completion_tokens").asInt());
    }
    if (body.path("max_tokens").isInt()) {
      return Math.max(0, body.path("max_tokens").asInt());
    }
    return chat ? -1 : COMPLETION_TOKENS;
  }

  private GenerationRequest.Output output(JsonNode body, Envelope envelope, int most) {
    boolean endless = body.path("ignore_eos").asBoolean(false);
    int said = open(body, envelope.chat()).map(OpenAnswer::tokens).orElse(0);
    int wanted = endless ? most : Math.clamp(wanted(body, envelope) - said, 1, most);
    boolean thinks = envelope.chat() && !options.behaviour().wire().is(Trait.REASONING, "none");
    return new GenerationRequest.Output(wanted, wanted < most, thinks ? wanted / 2 : 0);
  }

  private int wanted(JsonNode body, Envelope envelope) {
    if (body.path("sim_output_tokens").isInt()) {
      return Math.max(1, body.path("sim_output_tokens").asInt());
    }
    if (envelope.outputTokens() != null && envelope.outputTokens().matches("[0-9]{1,7}")) {
      return Math.max(1, Integer.parseInt(envelope.outputTokens()));
    }
    return options.behaviour().outputLength().draw(random);
  }

  private static Reading wrong(String message, String param) {
    return new Reading.Wrong(EngineError.invalid(message, param));
  }
}
