package io.spillway.gateway.sse;

import java.util.Arrays;

/**
 * The fields of one event: its data as one range of bytes, and whether it calls itself an error.
 */
final class EventData {
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
  private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r'};

  private byte[] event = ERROR;
  private int eventFrom;
  private int eventTo;

  private byte[] bytes = ERROR;
  private int from;
  private int to;
  private int lines;
  private boolean error;

  /** The line that {@link #nextLine} found. */
  private int lineFrom;

  private int lineTo;

  /** Reads one whole event. */
  EventData of(byte[] event, int from, int to) {
    this.event = event;
    eventFrom = from;
    eventTo = to;
    bytes = event;
    this.from = from;
    this.to = from;
    lines = 0;
    error = false;
    lineTo = -1;
    while (nextLine()) {
      if (isData()) {
        addLine(valueFrom(DATA));
      } else if (isField(EVENT)) {
        error = Arrays.equals(event, valueFrom(EVENT), lineTo, ERROR, 0, ERROR.length);
      }
    }
    return this;
  }

  /** The array that holds the data; its own when the data has several lines. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Whether the event's name is {@code error}. */
  boolean error() {
    return error;
  }

  /** Whether the data stands in one line, and so in the event itself. */
  boolean oneLine() {
    return lines <= 1;
  }

  /** Whether there is nothing but blanks in the data. */
  boolean blank() {
    for (int i = from; i < to; i++) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The place in the event of a place in the data; neither may be a line's end. */
  int inEvent(int place) {
    if (lines <= 1) {
      return place;
    }
    int offset = place - from;
    lineTo = -1;
    while (nextLine()) {
      if (isData()) {
        int length = lineTo - valueFrom(DATA);
        if (offset <= length) {
          return valueFrom(DATA) + offset;
        }
        offset -= length + 1;
      }
    }
    throw new IllegalStateException("a place outside the data");
  }

  private void addLine(int valueFrom) {
    lines++;
    if (lines == 1) {
      from = valueFrom;
      to = lineTo;
      return;
    }
    if (lines == 2) {
      byte[] joined = new byte[eventTo - eventFrom];
      System.arraycopy(event, from, joined, 0, to - from);
      bytes = joined;
      to -= from;
      from = 0;
    }
    bytes[to++] = '\n';
    System.arraycopy(event, valueFrom, bytes, to, lineTo - valueFrom);
    to += lineTo - valueFrom;
  }

  private boolean nextLine() {
    lineFrom = lineTo < 0 ? eventFrom : lineTo + 1;
    if (lineFrom >= eventTo) {
      return false;
    }
    lineTo = lineFrom;
    while (lineTo < eventTo && event[lineTo] != '\n' && event[lineTo] != '\r') {
      lineTo++;
    }
    return true;
  }

  private boolean isData() {
    return isField(DATA);
  }

  private boolean isField(byte[] name) {
    int length = lineTo - lineFrom;
    if (length < name.length || (length > name.length && event[lineFrom + name.length] != ':')) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (event[lineFrom + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the value begins, behind the name, the colon and one blank. */
  private int valueFrom(byte[] name) {
    int at = Math.min(lineTo, lineFrom + name.length + 1);
    return at < lineTo && event[at] == ' ' ? at + 1 : at;
  }

  /** The data, copied. */
  byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** Whether the data is exactly this, blanks around it aside. */
  boolean is(byte[] text) {
    int first = from;
    while (first < to && bytes[first] == ' ') {
      first++;
    }
    int last = to;
    while (last > first && bytes[last - 1] == ' ') {
      last--;
    }
    return Arrays.equals(bytes, first, last, text, 0, text.length);
  }
}
