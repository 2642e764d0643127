package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over one body: its top-level fields, and the few that are looked into. */
final class BodyReader {
  private static final int MODEL_BYTES_MAX = 1024;
  private static final int CHOICES_PER_PROMPT_MAX = 128;

  private enum Field {
    MODEL("model"),
    STREAM("stream"),
    STREAM_OPTIONS("stream_options"),
    N("n"),
    MAX_TOKENS("max_tokens"),
    MAX_COMPLETION_TOKENS("max_completion_tokens"),
    MESSAGES("messages"),
    PROMPT("prompt"),
    PROMPT_EMBEDS("prompt_embeds"),
    INPUT("input"),
    TOOLS("tools"),
    FUNCTIONS("functions"),
    PROMPT_CACHE_KEY("prompt_cache_key"),
    SESSION_ID("session_id"),
    METADATA("metadata"),
    USER("user");

    static final Names<Field> NAMES = Names.of(Field.class, field -> field.key);

    final String key;

    Field(String key) {
      this.key = key;
    }
  }

  private enum StreamOption {
    INCLUDE_USAGE;

    static final Names<StreamOption> NAMES =
        Names.of(StreamOption.class, option -> "include_usage");
  }

  private enum MetadataKey {
    SESSION_ID;

    static final Names<MetadataKey> NAMES = Names.of(MetadataKey.class, key -> "session_id");
  }

  private final JsonCursor cursor;
  private final ApiKind kind;
  private final Set<Field> seen = EnumSet.noneOf(Field.class);
  private final MessagesReader messages;
  private final PromptReader prompts;

  private @Nullable ApiError refusal;
  private @Nullable String model;
  private ByteRange modelValue = new ByteRange(0, 0);
  private boolean stream;
  private boolean usageAsked;
  private @Nullable ByteRange streamOptions;
  private @Nullable ByteRange includeUsage;
  private int choicesPerPrompt = 1;
  private int maxTokens;
  private int maxCompletionTokens;
  private final List<ByteRange> tools = new ArrayList<>(1);
  private @Nullable String promptCacheKey;
  private @Nullable String sessionId;
  private @Nullable String metadataSessionId;
  private @Nullable String user;

  BodyReader(JsonCursor cursor, ApiKind kind) {
    this.cursor = cursor;
    this.kind = kind;
    messages = new MessagesReader(cursor);
    prompts = new PromptReader(cursor);
  }

  Inspection read() {
    if (cursor.kind() != Kind.OBJECT) {
      return refused(null, "The request body must be a JSON object in UTF-8.");
    }
    cursor.enter();
    while (cursor.nextMember()) {
      Field field = cursor.in(Field.NAMES);
      if (field == null) {
        cursor.skip();
      } else if (seen.add(field)) {
        read(field);
      } else {
        refuse(field, "stands twice in the request body");
        cursor.skip();
      }
    }
    if (!cursor.end()) {
      return refused(null, "The request body is not valid JSON in UTF-8: " + cursor.problem());
    }
    if (refusal != null) {
      return new Inspection.Refused(refusal);
    }
    if (model == null) {
      return refused("model", "'model' is missing.");
    }
    return new Inspection.Routable(facts(model));
  }

  private RequestFacts facts(String model) {
    List<ByteRange> head = List.of();
    if (messages.head() != null) {
      head = new ArrayList<>(tools);
      head.add(messages.head());
    }
    long toolBytes = 0;
    for (ByteRange range : tools) {
      toolBytes += range.to() - range.from();
    }
    long choices =
        kind == ApiKind.EMBEDDINGS
            ? 1
            : kind == ApiKind.COMPLETIONS
                ? (long) choicesPerPrompt * Math.max(1, prompts.count())
                : choicesPerPrompt;
    return new RequestFacts(
        model,
        modelValue,
        stream && kind.streams(),
        usageAsked,
        streamOptions,
        includeUsage,
        clamped(choices),
        maxCompletionTokens > 0 ? maxCompletionTokens : maxTokens,
        clamped(prompts.tokens() + (messages.textBytes() + prompts.textBytes() + toolBytes) / 4),
        firstOf(promptCacheKey, sessionId, metadataSessionId),
        user,
        head);
  }

  private void read(Field field) {
    switch (field) {
      case MODEL -> readModel();
      case STREAM -> stream = flag(field);
      case STREAM_OPTIONS -> readStreamOptions();
      case N -> readChoices();
      case MAX_TOKENS -> maxTokens = tokens();
      case MAX_COMPLETION_TOKENS -> maxCompletionTokens = tokens();
      case MESSAGES -> messages.read();
      case PROMPT -> prompts.read();
      case PROMPT_EMBEDS -> prompts.readEmbeds();
      case INPUT -> prompts.read();
      case TOOLS, FUNCTIONS -> tools.add(range());
      case PROMPT_CACHE_KEY -> promptCacheKey = key();
      case SESSION_ID -> sessionId = key();
      case METADATA -> readMetadata();
      case USER -> user = key();
    }
  }

  private void readModel() {
    boolean string = cursor.kind() == Kind.STRING;
    modelValue = range();
    if (!string) {
      refuse(Field.MODEL, "must be a string");
    } else if (cursor.textBytes() > MODEL_BYTES_MAX) {
      refuse(Field.MODEL, "is longer than " + MODEL_BYTES_MAX + " bytes");
    } else {
      model = cursor.text();
    }
  }

  private void readStreamOptions() {
    Kind value = cursor.kind();
    int from = cursor.position();
    if (value == Kind.OBJECT) {
      cursor.enter();
      while (cursor.nextMember()) {
        if (cursor.in(StreamOption.NAMES) == null) {
          cursor.skip();
        } else if (includeUsage == null) {
          cursor.kind();
          int at = cursor.position();
          usageAsked = flag(Field.STREAM_OPTIONS);
          includeUsage = new ByteRange(at, cursor.position());
        } else {
          refuse(Field.STREAM_OPTIONS, "has 'include_usage' twice");
          cursor.skip();
        }
      }
    } else {
      if (value != Kind.NULL) {
        refuse(Field.STREAM_OPTIONS, "must be an object or null");
      }
      cursor.skip();
    }
    streamOptions = new ByteRange(from, cursor.position());
  }

  private void readChoices() {
    Kind value = cursor.kind();
    cursor.skip();
    if (value == Kind.NULL) {
      return;
    }
    long n = value == Kind.NUMBER ? cursor.integer() : JsonCursor.NOT_INTEGER;
    if (n < 1 || n > CHOICES_PER_PROMPT_MAX) {
      refuse(Field.N, "must be an integer from 1 to " + CHOICES_PER_PROMPT_MAX);
    } else {
      choicesPerPrompt = (int) n;
    }
  }

  private void readMetadata() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(MetadataKey.NAMES) != null) {
        metadataSessionId = key();
      } else {
        cursor.skip();
      }
    }
  }

  /** A boolean, absent when null. */
  private boolean flag(Field field) {
    Kind value = cursor.kind();
    cursor.skip();
    if (value != Kind.TRUE && value != Kind.FALSE && value != Kind.NULL) {
      refuse(field, "must be a boolean or null");
    }
    return value == Kind.TRUE;
  }

  /** A bound on tokens. What is no positive integer bounds nothing here: engines judge it. */
  private int tokens() {
    boolean number = cursor.kind() == Kind.NUMBER;
    cursor.skip();
    return number ? clamped(Math.max(0, cursor.integer())) : 0;
  }

  /** A key of a session; null when it is none. */
  private @Nullable String key() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    return string ? KeyText.bounded(cursor.text()) : null;
  }

  private ByteRange range() {
    cursor.kind();
    int from = cursor.position();
    cursor.skip();
    return new ByteRange(from, cursor.position());
  }

  /** Remembers the first fault; the body is read to its end, invalid JSON is the better reason. */
  private void refuse(Field field, String why) {
    if (refusal == null) {
      refusal = ApiError.invalid(field.key, "'" + field.key + "' " + why + ".");
    }
  }

  private static Inspection refused(@Nullable String param, String why) {
    return new Inspection.Refused(ApiError.invalid(param, why));
  }

  private static @Nullable String firstOf(@Nullable String... keys) {
    for (String key : keys) {
      if (key != null) {
        return key;
      }
    }
    return null;
  }

  private static int clamped(long value) {
    return (int) Math.min(Integer.MAX_VALUE, value);
  }
}
