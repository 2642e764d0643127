package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over one body: its top-level fields, and the few that are looked into. */
final class BodyReader {
  /** The longest name of a model. */
  static final int MODEL_BYTES_MAX = 1024;

  private static final int CHOICES_PER_PROMPT_MAX = 128;

  /** What is rendered before all messages, or keeps caches apart, in the order it is hashed. */
  private static final List<BodyField> HEAD =
      List.of(
          BodyField.CACHE_SALT,
          BodyField.CHAT_TEMPLATE_KWARGS,
          BodyField.REASONING_EFFORT,
          BodyField.TOOLS,
          BodyField.FUNCTIONS);

  private static final ByteRange NOTHING = new ByteRange(0, 0);

  private final JsonCursor cursor;
  private final ApiKind kind;
  private final Set<BodyField> seen = EnumSet.noneOf(BodyField.class);
  private final Faults faults = new Faults();
  private final Scalars scalars;
  private final TextReader texts;
  private final MessagesReader messages;
  private final PromptReader prompts;
  private final StreamOptionsReader streamOptions;
  private final SessionFields session;
  private final PriorityFields priority;

  private @Nullable String model;
  private ByteRange modelValue = new ByteRange(0, 0);
  private boolean stream;
  private int choicesPerPrompt = 1;
  private int maxTokens;
  private int maxCompletionTokens;
  private boolean store = true;
  private boolean background;
  private final List<ByteRange> tools = new ArrayList<>(1);
  private final Map<BodyField, ByteRange> ahead = new EnumMap<>(BodyField.class);
  private final PartRecorder systemParts = new PartRecorder();
  private @Nullable ByteRange system;

  BodyReader(JsonCursor cursor, ApiKind kind) {
    this.cursor = cursor;
    this.kind = kind;
    scalars = new Scalars(cursor, faults);
    texts = new TextReader(cursor);
    messages = new MessagesReader(cursor, texts);
    prompts = new PromptReader(cursor);
    streamOptions = new StreamOptionsReader(cursor, scalars, faults);
    session = new SessionFields(cursor, scalars);
    priority = new PriorityFields(cursor);
  }

  Inspection read() {
    if (cursor.kind() != Kind.OBJECT) {
      return refused(null, "The request body must be a JSON object in UTF-8.");
    }
    cursor.enter();
    while (cursor.nextMember()) {
      BodyField field = cursor.in(BodyField.NAMES);
      if (field == null || !field.in(kind)) {
        cursor.skip();
      } else if (seen.add(field)) {
        read(field);
      } else {
        faults.add(field.key, "stands twice in the request body");
        cursor.skip();
      }
    }
    // The body is read to its end before a fault counts: invalid JSON is the better reason.
    if (!cursor.end()) {
      return refused(null, "The request body is not valid JSON in UTF-8: " + cursor.problem());
    }
    if (faults.first() != null) {
      return new Inspection.Refused(faults.first());
    }
    if (model != null) {
      return new Inspection.Routable(facts(model));
    }
    return kind.modelOptional()
        ? new Inspection.Unnamed(facts(""))
        : refused("model", "'model' is missing.");
  }

  private RequestFacts facts(String model) {
    return new RequestFacts(
        model,
        modelValue,
        false,
        stream && kind.streams(),
        streamOptions.usageAsked() || !kind.usageOnRequest(),
        streamOptions.range(),
        streamOptions.includeUsage(),
        choices(),
        maxCompletionTokens > 0 ? maxCompletionTokens : maxTokens,
        promptTokens(),
        session.cacheKey(),
        session.user(kind),
        head(),
        kind == ApiKind.RESPONSES
            ? new ResponseFacts(session.previousResponseId(), store, background)
            : ResponseFacts.NONE,
        priority.said(),
        promptParts());
  }

  /**
   * The prompt in the order in which most chat templates render it: tools, then the system's text,
   * then the messages. One order for all models: where a template has another, prompts that share
   * tools and system still share them here.
   */
  private PromptParts promptParts() {
    // What goes on from a kept response begins with a prompt that is not here.
    if (!kind.reusesPrefix() || session.previousResponseId() != null) {
      return PromptParts.NONE;
    }
    var parts = new PartRecorder();
    for (BodyField field : HEAD) {
      parts.add(PromptParts.Kind.TEXT, ahead.getOrDefault(field, NOTHING));
    }
    parts.addAll(systemParts);
    parts.addAll(messages.parts());
    parts.addAll(prompts.parts());
    return parts.parts();
  }

  private int choices() {
    return switch (kind) {
      case CHAT -> choicesPerPrompt;
      case COMPLETIONS -> Scalars.clamped((long) choicesPerPrompt * Math.max(1, prompts.count()));
      case EMBEDDINGS,
          RESPONSES,
          MESSAGES,
          COUNT_TOKENS,
          RERANK,
          SCORE,
          TOKENIZE,
          DETOKENIZE,
          TRANSCRIPTIONS,
          TRANSLATIONS ->
          1;
    };
  }

  private int promptTokens() {
    long bytes = texts.bytes() + prompts.textBytes();
    for (ByteRange range : tools) {
      bytes += range.to() - range.from();
    }
    return Scalars.clamped(prompts.tokens() + bytes / 4);
  }

  private List<ByteRange> head() {
    if (messages.head() == null) {
      return List.of();
    }
    List<ByteRange> head = new ArrayList<>(tools);
    if (system != null) {
      head.add(system);
    }
    head.add(messages.head());
    return head;
  }

  private void read(BodyField field) {
    switch (field) {
      case MODEL -> readModel();
      case STREAM -> stream = scalars.flag(field.key, false);
      case STREAM_OPTIONS -> streamOptions.read();
      case N -> readChoices();
      case MAX_TOKENS, MAX_OUTPUT_TOKENS -> maxTokens = scalars.tokens();
      case MAX_COMPLETION_TOKENS -> maxCompletionTokens = scalars.tokens();
      case MESSAGES -> messages.read();
      case SYSTEM, INSTRUCTIONS -> system = readText();
      case PROMPT, TOKENS -> prompts.read();
      case PROMPT_EMBEDS -> prompts.readEmbeds();
      case INPUT -> readInput();
      case TOOLS, FUNCTIONS -> tools.add(readAhead(field));
      case CACHE_SALT, CHAT_TEMPLATE_KWARGS, REASONING_EFFORT -> readAhead(field);
      case QUERY, QUERIES, DOCUMENTS, ITEMS, TEXT_1, TEXT_2 -> texts.read();
      case PROMPT_CACHE_KEY -> session.readPromptCacheKey();
      case SESSION_ID -> session.readSessionId();
      case METADATA -> session.readMetadata();
      case USER -> session.readUser();
      case CONVERSATION -> session.readConversation();
      case PREVIOUS_RESPONSE_ID -> session.readPreviousResponseId();
      case REQUEST_ID, RID -> refuseOwnId(field);
      case STORE -> store = scalars.flag(field.key, true);
      case BACKGROUND -> background = scalars.flag(field.key, false);
      case PRIORITY -> priority.readPriority();
      case SERVICE_TIER -> priority.readServiceTier();
    }
  }

  /** Engines make it the response's id: a client could take that of another tenant. */
  private void refuseOwnId(BodyField field) {
    if (cursor.kind() != Kind.NULL) {
      faults.add(field.key, "must be left out: the endpoint names its responses itself");
    }
    cursor.skip();
  }

  private void readModel() {
    if (kind.modelOptional() && cursor.kind() == Kind.NULL) {
      modelValue = scalars.range();
      return;
    }
    cursor.kind();
    int from = cursor.position();
    model = scalars.name(BodyField.MODEL.key, MODEL_BYTES_MAX);
    modelValue = new ByteRange(from, cursor.position());
  }

  private void readInput() {
    if (kind == ApiKind.RESPONSES) {
      messages.readInput();
    } else {
      prompts.read();
    }
  }

  private ByteRange readAhead(BodyField field) {
    ByteRange range = scalars.range();
    ahead.put(field, range);
    return range;
  }

  private ByteRange readText() {
    cursor.kind();
    int from = cursor.position();
    systemParts.message();
    texts.into(systemParts);
    texts.read();
    return new ByteRange(from, cursor.position());
  }

  private void readChoices() {
    Kind value = cursor.kind();
    cursor.skip();
    if (value == Kind.NULL) {
      return;
    }
    long n = value == Kind.NUMBER ? cursor.integer() : JsonCursor.NOT_INTEGER;
    if (n < 1 || n > CHOICES_PER_PROMPT_MAX) {
      faults.add(BodyField.N.key, "must be an integer from 1 to " + CHOICES_PER_PROMPT_MAX);
    } else {
      choicesPerPrompt = (int) n;
    }
  }

  private static Inspection refused(@Nullable String param, String why) {
    return new Inspection.Refused(ApiError.invalid(param, why));
  }
}
