package io.spillway.gateway.inspect;

import io.spillway.gateway.json.Names;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The top-level fields that are read, and of which kinds of request. */
enum BodyField {
  MODEL("model"),
  STREAM("stream"),
  STREAM_OPTIONS("stream_options"),
  N("n"),
  MAX_TOKENS("max_tokens"),
  MAX_COMPLETION_TOKENS("max_completion_tokens"),
  MAX_OUTPUT_TOKENS("max_output_tokens"),
  MESSAGES("messages"),
  SYSTEM("system"),
  INSTRUCTIONS("instructions"),
  PROMPT("prompt"),
  PROMPT_EMBEDS("prompt_embeds"),
  INPUT("input"),
  TOOLS("tools"),
  FUNCTIONS("functions"),
  CACHE_SALT("cache_salt"),
  CHAT_TEMPLATE_KWARGS("chat_template_kwargs"),
  REASONING_EFFORT("reasoning_effort"),
  QUERY("query"),
  QUERIES("queries"),
  DOCUMENTS("documents"),
  ITEMS("items"),
  TEXT_1("text_1"),
  TEXT_2("text_2"),
  TOKENS("tokens"),
  PROMPT_CACHE_KEY("prompt_cache_key"),
  SESSION_ID("session_id"),
  METADATA("metadata"),
  USER("user"),
  CONVERSATION("conversation"),
  PREVIOUS_RESPONSE_ID("previous_response_id"),
  REQUEST_ID("request_id"),
  RID("rid"),
  STORE("store"),
  BACKGROUND("background"),
  PRIORITY("priority"),
  SERVICE_TIER("service_tier");

  static final Names<BodyField> NAMES = Names.of(BodyField.class, field -> field.key);

  private static final Map<ApiKind, Set<BodyField>> READ = new EnumMap<>(ApiKind.class);

  static {
    for (ApiKind kind : ApiKind.values()) {
      READ.put(kind, readOf(kind));
    }
  }

  final String key;

  BodyField(String key) {
    this.key = key;
  }

  /** Whether the field says something in a request of that kind; elsewhere it passes unread. */
  boolean in(ApiKind kind) {
    return READ.getOrDefault(kind, Set.of()).contains(this);
  }

  private static Set<BodyField> readOf(ApiKind kind) {
    return switch (kind) {
      case CHAT, COMPLETIONS, EMBEDDINGS ->
          EnumSet.of(
              MODEL,
              STREAM,
              STREAM_OPTIONS,
              N,
              MAX_TOKENS,
              MAX_COMPLETION_TOKENS,
              MESSAGES,
              PROMPT,
              PROMPT_EMBEDS,
              INPUT,
              TOOLS,
              FUNCTIONS,
              CACHE_SALT,
              CHAT_TEMPLATE_KWARGS,
              REASONING_EFFORT,
              PROMPT_CACHE_KEY,
              SESSION_ID,
              METADATA,
              USER,
              PRIORITY,
              SERVICE_TIER);
      case RESPONSES ->
          EnumSet.of(
              MODEL,
              STREAM,
              MAX_OUTPUT_TOKENS,
              INSTRUCTIONS,
              INPUT,
              TOOLS,
              CACHE_SALT,
              PROMPT_CACHE_KEY,
              SESSION_ID,
              METADATA,
              USER,
              CONVERSATION,
              PREVIOUS_RESPONSE_ID,
              REQUEST_ID,
              RID,
              STORE,
              BACKGROUND,
              PRIORITY,
              SERVICE_TIER);
      case MESSAGES ->
          EnumSet.of(
              MODEL,
              STREAM,
              MAX_TOKENS,
              SYSTEM,
              MESSAGES,
              TOOLS,
              CACHE_SALT,
              CHAT_TEMPLATE_KWARGS,
              PROMPT_CACHE_KEY,
              SESSION_ID,
              METADATA,
              PRIORITY,
              SERVICE_TIER);
      case COUNT_TOKENS -> EnumSet.of(MODEL, SYSTEM, MESSAGES, TOOLS, SESSION_ID, METADATA);
      case RERANK -> EnumSet.of(MODEL, QUERY, DOCUMENTS, USER, PRIORITY);
      case SCORE ->
          EnumSet.of(MODEL, QUERY, QUERIES, DOCUMENTS, ITEMS, TEXT_1, TEXT_2, USER, PRIORITY);
      case TOKENIZE -> EnumSet.of(MODEL, PROMPT, MESSAGES, TOOLS, USER);
      case DETOKENIZE -> EnumSet.of(MODEL, TOKENS, USER);
      case TRANSCRIPTIONS, TRANSLATIONS -> EnumSet.noneOf(BodyField.class);
    };
  }
}
