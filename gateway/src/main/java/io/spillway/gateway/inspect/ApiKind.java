package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ErrorShape;
import io.spillway.router.Labeled;

/** The kinds of request that are passed on to a model. */
public enum ApiKind implements Labeled {
  CHAT("chat", "/v1/chat/completions"),
  COMPLETIONS("completions", "/v1/completions"),
  EMBEDDINGS("embeddings", "/v1/embeddings"),
  RESPONSES("responses", "/v1/responses"),
  MESSAGES("messages", "/v1/messages"),
  COUNT_TOKENS("count_tokens", "/v1/messages/count_tokens"),
  RERANK("rerank", "/v1/rerank"),
  SCORE("score", "/v1/score"),
  TOKENIZE("tokenize", "/tokenize"),
  DETOKENIZE("detokenize", "/detokenize"),
  TRANSCRIPTIONS("transcriptions", "/v1/audio/transcriptions"),
  TRANSLATIONS("translations", "/v1/audio/translations");

  private final String label;
  private final String path;

  ApiKind(String label, String path) {
    this.label = label;
    this.path = path;
  }

  @Override
  public String label() {
    return label;
  }

  /** The path clients ask for, and the path on an engine. */
  public String path() {
    return path;
  }

  /** True when answers may be event streams. */
  public boolean streams() {
    return switch (this) {
      case CHAT, COMPLETIONS, RESPONSES, MESSAGES, TRANSCRIPTIONS, TRANSLATIONS -> true;
      case EMBEDDINGS, COUNT_TOKENS, RERANK, SCORE, TOKENIZE, DETOKENIZE -> false;
    };
  }

  /** True when the work is the GPU's, so that it must have a slot. */
  public boolean takesSlot() {
    return switch (this) {
      case COUNT_TOKENS, TOKENIZE, DETOKENIZE -> false;
      case CHAT,
          COMPLETIONS,
          EMBEDDINGS,
          RESPONSES,
          MESSAGES,
          RERANK,
          SCORE,
          TRANSCRIPTIONS,
          TRANSLATIONS ->
          true;
    };
  }

  /** True when an engine goes on from what it has cached of an earlier prompt. */
  public boolean reusesPrefix() {
    return switch (this) {
      case CHAT, COMPLETIONS, RESPONSES, MESSAGES -> true;
      case EMBEDDINGS,
          COUNT_TOKENS,
          RERANK,
          SCORE,
          TOKENIZE,
          DETOKENIZE,
          TRANSCRIPTIONS,
          TRANSLATIONS ->
          false;
    };
  }

  /** True when the body is a form with files, read by {@link MultipartInspector}. */
  public boolean multipart() {
    return this == TRANSCRIPTIONS || this == TRANSLATIONS;
  }

  /** True when a stream ends with its usage only if {@code stream_options} asks for it. */
  public boolean usageOnRequest() {
    return this == CHAT || this == COMPLETIONS;
  }

  /** True when an engine knows what to do without a model's name. */
  public boolean modelOptional() {
    return this == TOKENIZE || this == DETOKENIZE;
  }

  /** The shape in which its clients expect errors. */
  public ErrorShape errorShape() {
    return switch (this) {
      case MESSAGES, COUNT_TOKENS -> ErrorShape.ANTHROPIC;
      case RESPONSES -> ErrorShape.RESPONSES;
      case CHAT,
          COMPLETIONS,
          EMBEDDINGS,
          RERANK,
          SCORE,
          TOKENIZE,
          DETOKENIZE,
          TRANSCRIPTIONS,
          TRANSLATIONS ->
          ErrorShape.OPENAI;
    };
  }

  /** The value of {@code gen_ai.operation.name}. */
  public String operation() {
    return switch (this) {
      case CHAT, RESPONSES, MESSAGES -> "chat";
      case COMPLETIONS -> "text_completion";
      case EMBEDDINGS,
          COUNT_TOKENS,
          RERANK,
          SCORE,
          TOKENIZE,
          DETOKENIZE,
          TRANSCRIPTIONS,
          TRANSLATIONS ->
          label;
    };
  }
}
