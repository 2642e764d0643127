package io.spillway.gateway.sse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a streamed chat has said so far, as long as that is the text of one choice and nothing else.
 *
 * <p>The text is kept as it stands in the events, between the quotes of their JSON: pieces put
 * together are a JSON string again, escapes and halves of surrogate pairs included, so nothing is
 * decoded on the way.
 */
public final class AnswerSoFar {
  /** Bytes of text that are kept; of a longer answer nothing is. */
  static final int TEXT_BYTES_MAX = 256 * 1024;

  private static final int INITIAL_BYTES = 1024;

  private byte @Nullable [] first;
  private byte[] text = new byte[0];
  private int length;
  private boolean onlyText = true;
  private boolean reasoned;

  /** The same, to be added to apart from this. */
  public AnswerSoFar copy() {
    var copy = new AnswerSoFar();
    copy.first = first;
    copy.text = Arrays.copyOf(text, length);
    copy.length = length;
    copy.onlyText = onlyText;
    copy.reasoned = reasoned;
    return copy;
  }

  /** Whether all that was said is text, and all of that is kept. */
  public boolean onlyText() {
    return onlyText;
  }

  /** Whether reasoning was among it. */
  public boolean reasoned() {
    return reasoned;
  }

  /** The text as a JSON string, quotes included. */
  public byte[] quotedText() {
    byte[] quoted = new byte[length + 2];
    quoted[0] = '"';
    System.arraycopy(text, 0, quoted, 1, length);
    quoted[length + 1] = '"';
    return quoted;
  }

  /** The JSON of the stream's first event; null before it. */
  byte @Nullable [] first() {
    return first;
  }

  /** Takes an event's JSON; only the first is kept. */
  void event(byte[] bytes, int from, int to) {
    if (first == null) {
      first = Arrays.copyOfRange(bytes, from, to);
    }
  }

  /** Takes the next piece of text, as it is written between its quotes. */
  void text(byte[] bytes, int from, int to) {
    int longer = length + to - from;
    if (!onlyText || longer > TEXT_BYTES_MAX) {
      moreThanText();
      return;
    }
    if (longer > text.length) {
      int roomy = Math.min(TEXT_BYTES_MAX, Math.max(INITIAL_BYTES, 2 * text.length));
      text = Arrays.copyOf(text, Math.max(longer, roomy));
    }
    System.arraycopy(bytes, from, text, length, to - from);
    length = longer;
  }

  /** Notes that something was said which is no text; what is kept of the text is let go. */
  void moreThanText() {
    onlyText = false;
    text = new byte[0];
    length = 0;
  }

  /** Notes that there was reasoning. */
  void reasoning() {
    reasoned = true;
    moreThanText();
  }
}
