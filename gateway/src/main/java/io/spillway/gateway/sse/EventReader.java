package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ApiKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the events of one attempt's stream mean, and whether the stream is whole.
 *
 * <p>Every event is read to its end as JSON, without allocation: searching for byte patterns would
 * hardly be cheaper, and could be fooled. The exceptions that copy are data over several lines,
 * errors, and a response's id.
 */
public final class EventReader {
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final EventData data = new EventData();
  private final StreamMeaning meaning;
  private byte[] errorData = new byte[0];

  /**
   * A reader at the start of a stream.
   *
   * @param kind what was asked for; one that {@link ApiKind#streams}
   * @param choices how many choices the answer will have
   */
  public EventReader(ApiKind kind, int choices) {
    meaning = StreamMeaning.of(kind, choices);
  }

  /** Reads one whole event, as {@link SseSplitter} hands it on. */
  public EventKind read(byte[] bytes, int from, int to) {
    data.of(bytes, from, to);
    if (data.error()) {
      errorData = data.copy();
      return EventKind.ERROR;
    }
    if (data.blank()) {
      return EventKind.COMMENT;
    }
    if (data.is(DONE)) {
      meaning.marked();
      return EventKind.DONE;
    }
    EventKind kind = meaning.read(data);
    if (kind == EventKind.ERROR) {
      errorData = meaning.error(data);
    }
    return kind;
  }

  /**
   * Whether everything came: every choice has finished and none was given up, or the stream's own
   * last event said so.
   */
  public boolean complete() {
    return meaning.complete();
  }

  /**
   * What the answer cost so far: as the engine reported it; without a report, one output token per
   * event and choice that carried content, an estimate.
   */
  public TokenUsage usage() {
    return meaning.usage();
  }

  /** Whether the last event with JSON data has a member {@code "error": null}. */
  public boolean nullError() {
    return meaning.nullError();
  }

  /** What the last error event says of the error, as JSON; empty when there was none. */
  public byte[] errorData() {
    return errorData.clone();
  }

  /** Tells what the last event adds to an answer of one choice. */
  public void tell(AnswerSoFar answer) {
    meaning.tell(data, answer);
  }

  /** The response's id, in streams of responses, once an event said it. */
  public @Nullable String responseId() {
    return meaning.responseId();
  }

  /**
   * The number that an event added here would have, in streams that count their events; else 0. An
   * error does not count: what is written in its place has its number.
   */
  public long nextSequenceNumber() {
    return meaning.nextSequenceNumber();
  }
}
