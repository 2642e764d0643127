package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.sse.AnswerFacts.Outcome;
import io.spillway.gateway.sse.AnswerFields.Part;

/** Reads whole answers, those that are no streams. */
public final class AnswerReader {
  private AnswerReader() {}

  /** What an answer to a request of the given kind says. */
  public static AnswerFacts read(byte[] body, ApiKind kind) {
    return switch (kind) {
      case CHAT, COMPLETIONS, EMBEDDINGS -> choices(body, kind);
      case RESPONSES -> response(body);
      case MESSAGES -> message(body);
      case COUNT_TOKENS, RERANK, SCORE, TOKENIZE, DETOKENIZE, TRANSCRIPTIONS, TRANSLATIONS ->
          fields(body, kind);
    };
  }

  private static AnswerFacts choices(byte[] body, ApiKind kind) {
    var said = new Said();
    if (!said.read(body, 0, body.length)) {
      return notJson(Outcome.NOT_JSON, 0);
    }
    boolean complete =
        kind == ApiKind.EMBEDDINGS
            ? said.data()
            : said.choices() > 0
                && !said.aborted()
                && said.finished().cardinality() == said.choices();
    return new AnswerFacts(
        outcome(said.error(), complete),
        said.usage().given() ? said.usage().tokens() : estimate(said.contentBytes()),
        said.nullError());
  }

  private static AnswerFacts response(byte[] body) {
    var cursor = new JsonCursor();
    var response = new ResponseObject(cursor);
    boolean object = cursor.over(body, 0, body.length).kind() == Kind.OBJECT;
    response.read();
    if (!object || !cursor.end()) {
      return notJson(Outcome.NOT_JSON, 0);
    }
    Outcome stands =
        switch (response.status()) {
          case QUEUED, IN_PROGRESS -> Outcome.UNDER_WAY;
          case COMPLETED, INCOMPLETE -> Outcome.COMPLETE;
          case FAILED, CANCELLED -> Outcome.INCOMPLETE;
          case null -> Outcome.INCOMPLETE;
        };
    return new AnswerFacts(
        response.error() ? Outcome.ERROR : stands,
        response.usage().counted() ? response.usage().tokens() : estimate(response.outputBytes()),
        false,
        response.id());
  }

  private static AnswerFacts message(byte[] body) {
    var cursor = new JsonCursor();
    var message = new MessageObject(cursor);
    boolean object = cursor.over(body, 0, body.length).kind() == Kind.OBJECT;
    message.read();
    if (!object || !cursor.end()) {
      return notJson(Outcome.NOT_JSON, 0);
    }
    return new AnswerFacts(
        outcome(message.error(), message.stopped()),
        message.usage().counted() ? message.usage().tokens() : estimate(message.contentBytes()),
        message.nullError());
  }

  private static AnswerFacts fields(byte[] body, ApiKind kind) {
    var fields = new AnswerFields();
    if (!fields.read(body)) {
      // Transcripts may be asked for as text or subtitles.
      return kind.multipart()
          ? notJson(Outcome.COMPLETE, body.length)
          : notJson(Outcome.NOT_JSON, 0);
    }
    return new AnswerFacts(
        outcome(fields.error(), complete(fields, kind)),
        fields.usage().counted() ? fields.usage().tokens() : estimate(fields.textBytes()),
        fields.nullError());
  }

  /** Engines differ in the names; each is taken. */
  private static boolean complete(AnswerFields fields, ApiKind kind) {
    return switch (kind) {
      case COUNT_TOKENS -> fields.has(Part.INPUT_TOKENS);
      case RERANK -> fields.has(Part.RESULTS) || fields.list();
      case SCORE -> fields.has(Part.DATA) || fields.has(Part.SCORES);
      case TOKENIZE -> fields.hasEvenEmpty(Part.TOKENS) || fields.list();
      case DETOKENIZE ->
          fields.has(Part.PROMPT) || fields.has(Part.CONTENT) || fields.has(Part.TEXT);
      case TRANSCRIPTIONS, TRANSLATIONS -> fields.has(Part.TEXT);
      case CHAT, COMPLETIONS, EMBEDDINGS, RESPONSES, MESSAGES ->
          throw new IllegalArgumentException(kind.label());
    };
  }

  private static Outcome outcome(boolean error, boolean complete) {
    return error ? Outcome.ERROR : complete ? Outcome.COMPLETE : Outcome.INCOMPLETE;
  }

  private static AnswerFacts notJson(Outcome outcome, long textBytes) {
    return new AnswerFacts(outcome, estimate(textBytes), false);
  }

  private static TokenUsage estimate(long textBytes) {
    return new TokenUsage(0, -1, (int) Math.min(Integer.MAX_VALUE, (textBytes + 3) / 4), false);
  }
}
