package io.spillway.gateway.sse;

import java.util.Arrays;

/**
 * Cuts a byte stream into events, wherever the network cut it.
 *
 * <p>An event ends with an empty line; lines end with LF, CR or CRLF. An event that lies within one
 * chunk is handed on without a copy. One that grows past the bound ends the splitting.
 */
public final class SseSplitter {
  private static final int INITIAL_BYTES = 1024;

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

  private final int eventBytesMax;
  private byte[] held = new byte[0];
  private int heldLength;
  private boolean lineEmpty = true;
  private boolean afterCr;
  private boolean anyLine;

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
   * @return false when an event is longer than the bound, or the sink asked to stop
   */
  public boolean feed(byte[] chunk, Sink sink) {
    int start = 0;
    for (int i = 0; i < chunk.length; i++) {
      byte b = chunk[i];
      boolean secondOfCrLf = afterCr && b == '\n';
      afterCr = b == '\r';
      if (secondOfCrLf) {
        // The line ended at the CR; a blank line's LF belongs to the event it ended.
        if (!anyLine && heldLength == 0 && start == i) {
          start = i + 1;
        }
        continue;
      }
      if (b != '\n' && b != '\r') {
        lineEmpty = false;
        anyLine = true;
        continue;
      }
      if (lineEmpty && anyLine) {
        int end = i + 1;
        if (b == '\r' && end < chunk.length && chunk[end] == '\n') {
          end++;
          i++;
          afterCr = false;
        }
        if (!emit(chunk, start, end, sink)) {
          return false;
        }
        start = end;
        anyLine = false;
      }
      lineEmpty = true;
    }
    return hold(chunk, start);
  }

  /** Bytes of an event that has not ended. */
  public int pending() {
    return anyLine ? heldLength : 0;
  }

  private boolean emit(byte[] chunk, int start, int end, Sink sink) {
    if (heldLength + end - start > eventBytesMax) {
      return false;
    }
    if (heldLength == 0) {
      return sink.event(chunk, start, end);
    }
    append(chunk, start, end);
    int length = heldLength;
    heldLength = 0;
    return sink.event(held, 0, length);
  }

  private boolean hold(byte[] chunk, int start) {
    if (start < chunk.length) {
      if (heldLength + chunk.length - start > eventBytesMax) {
        return false;
      }
      append(chunk, start, chunk.length);
    }
    return true;
  }

  private void append(byte[] bytes, int from, int to) {
    int needed = heldLength + to - from;
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(INITIAL_BYTES, Math.max(needed, held.length * 2)));
    }
    System.arraycopy(bytes, from, held, heldLength, to - from);
    heldLength = needed;
  }
}
