package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a chat's body whose answer broke off: whether another endpoint can go on with the
 * answer, and where the body has to change for that.
 *
 * <p>It cannot where an engine keeps state that the text does not show (a grammar, log
 * probabilities, a count of tokens), where the request already goes on with an answer, and where
 * the text may end within a stop string.
 */
final class ContinuedBodyReader {
  private static final String GUIDED = "guided_";

  /** What a field means for going on. */
  private enum Rule {
    READ,
    /** Unless it is null, false, zero or empty. */
    FORBIDS,
    /** Whatever it is. */
    FORBIDS_ALWAYS
  }

  private enum Field {
    MESSAGES("messages", Rule.READ),
    MAX_TOKENS("max_tokens", Rule.READ),
    MAX_COMPLETION_TOKENS("max_completion_tokens", Rule.READ),
    STOP("stop", Rule.READ),
    TOOL_CHOICE("tool_choice", Rule.READ),
    FUNCTION_CALL("function_call", Rule.READ),
    LOGPROBS("logprobs", Rule.FORBIDS),
    TOP_LOGPROBS("top_logprobs", Rule.FORBIDS),
    PROMPT_LOGPROBS("prompt_logprobs", Rule.FORBIDS),
    N_PROBS("n_probs", Rule.FORBIDS),
    RETURN_TOKEN_IDS("return_token_ids", Rule.FORBIDS),
    RESPONSE_FORMAT("response_format", Rule.FORBIDS),
    STRUCTURED_OUTPUTS("structured_outputs", Rule.FORBIDS),
    STRUCTURAL_TAG("structural_tag", Rule.FORBIDS),
    JSON_SCHEMA("json_schema", Rule.FORBIDS),
    GRAMMAR("grammar", Rule.FORBIDS),
    REGEX("regex", Rule.FORBIDS),
    EBNF("ebnf", Rule.FORBIDS),
    MODALITIES("modalities", Rule.FORBIDS),
    AUDIO("audio", Rule.FORBIDS),
    MIN_TOKENS("min_tokens", Rule.FORBIDS),
    N_PREDICT("n_predict", Rule.FORBIDS),
    USE_BEAM_SEARCH("use_beam_search", Rule.FORBIDS),
    ECHO("echo", Rule.FORBIDS),
    BACKGROUND("background", Rule.FORBIDS),
    CONTINUE_FINAL_MESSAGE("continue_final_message", Rule.FORBIDS_ALWAYS),
    ADD_GENERATION_PROMPT("add_generation_prompt", Rule.FORBIDS_ALWAYS);

    static final Names<Field> NAMES = Names.of(Field.class, field -> field.key);

    final String key;
    final Rule rule;

    Field(String key, Rule rule) {
      this.key = key;
      this.rule = rule;
    }
  }

  private enum Role {
    ASSISTANT;

    static final Names<Role> NAMES = Names.of(Role.class, role -> "assistant");
  }

  private enum MessageKey {
    ROLE;

    static final Names<MessageKey> NAMES = Names.of(MessageKey.class, key -> "role");
  }

  private enum FreeChoice {
    AUTO("auto"),
    NONE("none");

    static final Names<FreeChoice> NAMES = Names.of(FreeChoice.class, choice -> choice.name);

    final String name;

    FreeChoice(String name) {
      this.name = name;
    }
  }

  /** A bound on tokens, and where it stands. */
  private record Bound(ByteRange at, long tokens) {}

  private final JsonCursor cursor;
  private final String text;
  private boolean possible = true;
  private int bodyStart;
  private int lastMessageEnd = -1;
  private @Nullable Bound maxTokens;
  private @Nullable Bound maxCompletionTokens;

  ContinuedBodyReader(JsonCursor cursor, String text) {
    this.cursor = cursor;
    this.text = text;
  }

  /** Reads the body; false when no other endpoint can go on with its answer. */
  boolean read() {
    if (cursor.kind() != Kind.OBJECT) {
      return false;
    }
    cursor.enter();
    bodyStart = cursor.position();
    while (cursor.nextMember()) {
      readField();
    }
    return cursor.end() && possible && lastMessageEnd >= 0;
  }

  /** The bound on output tokens that counts; 0 without one. */
  long tokensMax() {
    return maxCompletionTokens != null
        ? maxCompletionTokens.tokens()
        : maxTokens == null ? 0 : maxTokens.tokens();
  }

  /** What has to change. */
  List<Splice.Edit> edits(ContinuedBody.Said said) {
    var edits = new ArrayList<Splice.Edit>(4);
    byte[] flags = said.flags().getBytes(StandardCharsets.US_ASCII);
    if (flags.length > 0) {
      edits.add(Splice.Edit.insert(bodyStart, flags));
    }
    String content = new String(said.quotedText(), StandardCharsets.UTF_8);
    byte[] message =
        (",{\"role\":\"assistant\",\"content\":" + content + "}").getBytes(StandardCharsets.UTF_8);
    edits.add(Splice.Edit.insert(lastMessageEnd, message));
    lower(maxTokens, said.tokens(), edits);
    lower(maxCompletionTokens, said.tokens(), edits);
    return edits;
  }

  private static void lower(@Nullable Bound bound, int tokens, List<Splice.Edit> edits) {
    if (bound != null) {
      String left = Long.toString(Math.max(1, bound.tokens() - tokens));
      edits.add(new Splice.Edit(bound.at(), left.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private void readField() {
    Field field = cursor.in(Field.NAMES);
    if (field == null) {
      boolean guided = cursor.text().startsWith(GUIDED);
      possible &= !(given() && guided);
      return;
    }
    switch (field.rule) {
      case FORBIDS -> possible &= !given();
      case FORBIDS_ALWAYS -> {
        possible = false;
        cursor.skip();
      }
      case READ -> {
        switch (field) {
          case MESSAGES -> readMessages();
          case MAX_TOKENS -> maxTokens = bound();
          case MAX_COMPLETION_TOKENS -> maxCompletionTokens = bound();
          case STOP -> readStop();
          case TOOL_CHOICE, FUNCTION_CALL -> readChoice();
          default -> throw new IllegalStateException(field.key + " is not read");
        }
      }
    }
  }

  /** Consumes a value; true when it asks for something. */
  private boolean given() {
    Kind kind = cursor.kind();
    int from = cursor.position();
    cursor.skip();
    return switch (kind) {
      case NULL, FALSE, NOTHING -> false;
      case NUMBER -> cursor.integer() != 0;
      case STRING -> cursor.textBytes() > 0;
      case ARRAY, OBJECT -> cursor.position() - from > 2;
      case TRUE -> true;
    };
  }

  private void readMessages() {
    if (cursor.kind() != Kind.ARRAY) {
      cursor.skip();
      possible = false;
      return;
    }
    boolean assistant = false;
    cursor.enter();
    while (cursor.nextElement()) {
      assistant = cursor.kind() == Kind.OBJECT ? readMessage() : skipped();
      lastMessageEnd = cursor.position();
    }
    possible &= !assistant;
  }

  /** Reads one message; true when it is an assistant's. */
  private boolean readMessage() {
    boolean assistant = false;
    cursor.enter();
    while (cursor.nextMember()) {
      boolean role = cursor.in(MessageKey.NAMES) != null && cursor.kind() == Kind.STRING;
      cursor.skip();
      if (role) {
        assistant = cursor.in(Role.NAMES) != null;
      }
    }
    return assistant;
  }

  private boolean skipped() {
    cursor.skip();
    return false;
  }

  /** A bound that is a positive integer; engines judge any other. */
  private @Nullable Bound bound() {
    boolean number = cursor.kind() == Kind.NUMBER;
    int from = cursor.position();
    cursor.skip();
    long tokens = number ? cursor.integer() : 0;
    return tokens > 0 ? new Bound(new ByteRange(from, cursor.position()), tokens) : null;
  }

  private void readStop() {
    if (cursor.kind() != Kind.ARRAY) {
      readStopString();
      return;
    }
    cursor.enter();
    while (cursor.nextElement()) {
      readStopString();
    }
  }

  private void readStopString() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    possible &= !(string && endsWithin(cursor.text()));
  }

  /** Whether the text ends with a beginning of {@code stop}. */
  private boolean endsWithin(String stop) {
    for (int length = Math.min(stop.length() - 1, text.length()); length > 0; length--) {
      if (text.regionMatches(text.length() - length, stop, 0, length)) {
        return true;
      }
    }
    return false;
  }

  /** A call that must be made is written under a grammar. */
  private void readChoice() {
    Kind kind = cursor.kind();
    cursor.skip();
    boolean free = kind == Kind.STRING && cursor.in(FreeChoice.NAMES) != null;
    possible &= free || kind == Kind.NULL;
  }
}
