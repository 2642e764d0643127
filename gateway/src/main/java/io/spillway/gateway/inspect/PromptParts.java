package io.spillway.gateway.inspect;

/**
 * Where the prompt stands in a body: its parts in the order in which it is rendered.
 *
 * <p>Few bytes each, because a conversation has many: kind, first byte and byte behind the last in
 * one {@code long}.
 */
public final class PromptParts {
  /** A request without a prompt that another could begin with. */
  public static final PromptParts NONE = new PromptParts(new long[0], 0);

  /** What a part is. */
  public enum Kind {
    /** Text as it is written, escapes and all: an SDK writes the same text the same way. */
    TEXT(0),
    /** The same, at the start of a message: its role, which may be empty. */
    ROLE(1),
    /** An image, a recording, a file: any JSON, mostly very long. */
    MEDIA(2),
    /** A list of tokens as JSON numbers. */
    TOKENS(3);

    private final long code;

    Kind(long code) {
      this.code = code;
    }
  }

  private static final int KIND_AT = 62;
  private static final int FROM_AT = 31;
  private static final int PLACE = Integer.MAX_VALUE;

  private final long[] parts;
  private final int count;

  PromptParts(long[] parts, int count) {
    this.parts = parts;
    this.count = count;
  }

  static long part(Kind kind, int from, int to) {
    return kind.code << KIND_AT | (long) from << FROM_AT | to;
  }

  /** How many parts there are. */
  public int count() {
    return count;
  }

  /** What the part is. */
  public Kind kind(int index) {
    return switch ((int) (parts[index] >>> KIND_AT)) {
      case 0 -> Kind.TEXT;
      case 1 -> Kind.ROLE;
      case 2 -> Kind.MEDIA;
      default -> Kind.TOKENS;
    };
  }

  /** Its first byte. */
  public int from(int index) {
    return (int) (parts[index] >>> FROM_AT) & PLACE;
  }

  /** The byte behind its last. */
  public int to(int index) {
    return (int) parts[index] & PLACE;
  }
}
