package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ApiKind;
import org.jspecify.annotations.Nullable;

/** What the events of one stream mean, in their order: one implementation per shape of stream. */
sealed interface StreamMeaning
    permits ChoiceEvents, ResponseEvents, MessageEvents, TranscriptEvents {
  /** The meaning of a stream that has not begun. */
  static StreamMeaning of(ApiKind kind, int choices) {
    return switch (kind) {
      case CHAT, COMPLETIONS -> new ChoiceEvents(choices);
      case RESPONSES -> new ResponseEvents();
      case MESSAGES -> new MessageEvents();
      case TRANSCRIPTIONS, TRANSLATIONS -> new TranscriptEvents();
      case EMBEDDINGS, COUNT_TOKENS, RERANK, SCORE, TOKENIZE, DETOKENIZE ->
          throw new IllegalArgumentException(kind.label() + " has no streams");
    };
  }

  /** Reads an event that has data which is not the end mark. */
  EventKind read(EventData data);

  /** Takes the end mark, {@code [DONE]}. */
  default void marked() {}

  /** Whether everything that was asked for came. */
  boolean complete();

  /** What it cost so far. */
  TokenUsage usage();

  /** The part of an error event's data that speaks of the error, copied. */
  default byte[] error(EventData data) {
    return data.copy();
  }

  /** Whether the last event has a member {@code "error": null}, which some clients take for one. */
  default boolean nullError() {
    return false;
  }

  /** Tells what the last event, whose data that is, adds to an answer; only choices do. */
  default void tell(EventData data, AnswerSoFar answer) {}

  /** The response's id, once it is known. */
  default @Nullable String responseId() {
    return null;
  }

  /** The number that the next event would have, in streams that count their events. */
  default long nextSequenceNumber() {
    return 0;
  }
}
