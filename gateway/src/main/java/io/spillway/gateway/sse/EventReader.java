package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ApiKind;
import java.util.BitSet;

/**
 * Reads what the events of one attempt's stream mean, and whether the stream is whole.
 *
 * <p>Every event is read to its end as JSON, without allocation: searching for byte patterns would
 * hardly be cheaper, and could be fooled. The exceptions that copy are data over several lines and
 * errors.
 */
public final class EventReader {
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final int choices;
  private final EventData data = new EventData();
  private final Said said = new Said();

  private final BitSet finished = new BitSet();
  private boolean aborted;
  private int eventsWithContent;
  private boolean reported;
  private boolean settled;
  private int promptTokens;
  private int cachedTokens = -1;
  private int outputTokens;
  private byte[] errorData = new byte[0];

  /**
   * A reader at the start of a stream.
   *
   * @param kind what was asked for; one that {@link ApiKind#streams}
   * @param choices how many choices the answer will have
   */
  public EventReader(ApiKind kind, int choices) {
    if (!kind.streams()) {
      throw new IllegalArgumentException(kind.label() + " has no streams");
    }
    this.choices = choices;
  }

  /** Reads one whole event, as {@link SseSplitter} hands it on. */
  public EventKind read(byte[] bytes, int from, int to) {
    data.of(bytes, from, to);
    if (data.error()) {
      return error();
    }
    if (data.blank()) {
      return EventKind.COMMENT;
    }
    if (data.is(DONE)) {
      return EventKind.DONE;
    }
    if (!said.read(data.bytes(), data.from(), data.to())) {
      return EventKind.MALFORMED;
    }
    return said.error() ? error() : answer();
  }

  /** Whether every choice has finished and none was given up. */
  public boolean complete() {
    return !aborted && finished.cardinality() == choices;
  }

  /**
   * What the answer cost so far: as the engine reported it; without a report, one output token per
   * event and choice that carried content, an estimate.
   */
  public TokenUsage usage() {
    if (!reported) {
      return new TokenUsage(0, -1, eventsWithContent, false);
    }
    int output = settled ? outputTokens : Math.max(outputTokens, eventsWithContent);
    return new TokenUsage(promptTokens, cachedTokens, output, true);
  }

  /** Whether the last event with JSON data has a member {@code "error": null}. */
  public boolean nullError() {
    return said.nullError();
  }

  /** The data of the last error event; empty when there was none. */
  public byte[] errorData() {
    return errorData.clone();
  }

  private EventKind error() {
    errorData = data.copy();
    return EventKind.ERROR;
  }

  private EventKind answer() {
    finished.or(said.finished());
    eventsWithContent += said.choicesWithContent();
    if (said.usage().given()) {
      takeUsage();
    }
    if (said.aborted()) {
      aborted = true;
      return EventKind.ABORTED;
    }
    if (said.choicesWithContent() > 0 || !said.finished().isEmpty()) {
      return EventKind.REAL;
    }
    return said.choices() == 0 && said.usage().given() ? EventKind.USAGE : EventKind.PREAMBLE;
  }

  /** The last report counts. One beside a choice of several may speak of that choice alone. */
  private void takeUsage() {
    reported = true;
    settled = said.choices() == 0 || choices == 1;
    promptTokens = said.usage().promptTokens();
    outputTokens = said.usage().outputTokens();
    if (said.usage().cachedTokens() >= 0) {
      cachedTokens = said.usage().cachedTokens();
    }
  }
}
