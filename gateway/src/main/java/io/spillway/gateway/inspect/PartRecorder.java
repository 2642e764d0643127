package io.spillway.gateway.inspect;

import io.spillway.gateway.inspect.PromptParts.Kind;
import java.util.Arrays;

/**
 * Records parts of a prompt as they are read. Bounded: what lies behind so many parts is no start
 * that prompts have in common.
 */
final class PartRecorder {
  static final int PARTS_MAX = 16_384;

  private static final int FIRST = 16;

  private long[] parts = new long[FIRST];
  private int count;
  private int message;

  void add(Kind kind, int from, int to) {
    if (count < PARTS_MAX) {
      if (count == parts.length) {
        parts = Arrays.copyOf(parts, 2 * count);
      }
      parts[count++] = PromptParts.part(kind, from, to);
    }
  }

  void add(Kind kind, ByteRange range) {
    add(kind, range.from(), range.to());
  }

  /** Begins a message; until its role is read it has an empty one. */
  void message() {
    message = count;
    add(Kind.ROLE, 0, 0);
  }

  /** The role of the message that was begun last: before its text, wherever it stands in it. */
  void role(int from, int to) {
    if (message < count) {
      parts[message] = PromptParts.part(Kind.ROLE, from, to);
    }
  }

  /** Adds all parts of another. */
  void addAll(PartRecorder other) {
    int fit = Math.min(other.count, PARTS_MAX - count);
    if (count + fit > parts.length) {
      parts = Arrays.copyOf(parts, Math.max(count + fit, 2 * count));
    }
    System.arraycopy(other.parts, 0, parts, count, fit);
    count += fit;
  }

  PromptParts parts() {
    return count == 0 ? PromptParts.NONE : new PromptParts(parts, count);
  }
}
