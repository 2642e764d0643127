package io.spillway.gateway.sse;

import java.util.Arrays;

/**
 * Cuts a byte stream into events, wherever the network cut it: any cut gives the same events.
 *
 * <p>An event ends with an empty line; lines end with LF, CR or CRLF. An event that lies within one
 * chunk is handed on without a copy. One that grows past the bound ends the splitting.
 *
 * <p>An event whose empty line ends with CR is handed on at the CR: whether an LF follows may not
 * be known for a long time. In a stream that uses CRLF it is handed on with the LF; the one that
 * comes later is dropped. Empty lines before an event are dropped, and so is a byte order mark at
 * the start, over which some clients lose the first event.
 */
public final class SseSplitter {
  private static final int INITIAL_BYTES = 1024;
  private static final int MARK_BYTES = 3;

  /** Takes whole events, in order; the bytes are valid during the call only. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One event from {@code from} to {@code to}, with the empty line that ends it.
     *
     * @return false to stop splitting this chunk
     */
    boolean event(byte[] bytes, int from, int to);
  }

  private enum LineEnd {
    LF,
    CR,
    CRLF
  }

  private final int eventBytesMax;
  private byte[] held = new byte[0];
  private int heldLength;
  private boolean begun;

  /** Whether the current line, and the current event, have bytes of their own. */
  private boolean lineEmpty = true;

  private boolean eventEmpty = true;

  /** How the last line of the event ended; CR may yet become CRLF. */
  private LineEnd lastEnd = LineEnd.LF;

  private boolean afterCr;

  /**
   * A splitter at the start of a stream.
   *
   * @param eventBytesMax bytes one event may have
   */
  public SseSplitter(int eventBytesMax) {
    this.eventBytesMax = eventBytesMax;
  }

  /**
   * Takes the next bytes.
   *
   * @return false when an event is longer than the bound, or the sink asked to stop; the splitter
   *     is of no use then
   */
  public boolean feed(byte[] chunk, Sink sink) {
    int start = 0;
    for (int i = 0; i < chunk.length; i++) {
      byte b = chunk[i];
      boolean secondOfCrLf = afterCr && b == '\n';
      afterCr = b == '\r';
      if (b != '\n' && b != '\r') {
        lineEmpty = false;
        eventEmpty = false;
      } else if (secondOfCrLf) {
        lastEnd = LineEnd.CRLF;
        start = eventEmpty ? i + 1 : start;
      } else if (eventEmpty) {
        start = i + 1;
      } else if (!lineEmpty) {
        lineEmpty = true;
        lastEnd = b == '\r' ? LineEnd.CR : LineEnd.LF;
      } else {
        if (!endEvent(chunk, start, i, sink)) {
          return false;
        }
        start = i + 1;
      }
    }
    return hold(chunk, start, chunk.length);
  }

  /** Bytes of an event that has not ended. */
  public int pending() {
    return heldLength;
  }

  /** Hands on the event whose empty line ends with the LF or CR at {@code last}. */
  private boolean endEvent(byte[] chunk, int start, int last, Sink sink) {
    eventEmpty = true;
    boolean withLf = chunk[last] == '\r' && lastEnd == LineEnd.CRLF;
    boolean lfHere = withLf && last + 1 < chunk.length && chunk[last + 1] == '\n';
    int end = lfHere ? last + 2 : last + 1;
    if (heldLength == 0 && (lfHere || !withLf)) {
      return end - start <= eventBytesMax && emit(chunk, start, end, sink);
    }
    if (!hold(chunk, start, end)) {
      return false;
    }
    if (withLf && !lfHere && !hold(new byte[] {'\n'}, 0, 1)) {
      return false;
    }
    int length = heldLength;
    heldLength = 0;
    return emit(held, 0, length, sink);
  }

  private boolean emit(byte[] bytes, int from, int to, Sink sink) {
    boolean marked =
        !begun
            && to - from >= MARK_BYTES
            && bytes[from] == (byte) 0xef
            && bytes[from + 1] == (byte) 0xbb
            && bytes[from + 2] == (byte) 0xbf;
    begun = true;
    return sink.event(bytes, marked ? from + MARK_BYTES : from, to);
  }

  private boolean hold(byte[] bytes, int from, int to) {
    if (heldLength + to - from > eventBytesMax) {
      return false;
    }
    int needed = heldLength + to - from;
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(INITIAL_BYTES, Math.max(needed, held.length * 2)));
    }
    System.arraycopy(bytes, from, held, heldLength, to - from);
    heldLength = needed;
    return true;
  }
}
