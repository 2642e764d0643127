package io.spillway.gateway.inspect;

import java.util.Comparator;
import java.util.List;

/** Edits of a body that leave every other byte as it is. */
final class Splice {
  /** Bytes {@code at} become {@code with}; never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  record Edit(ByteRange at, byte[] with) {
    static Edit insert(int at, byte[] bytes) {
      return new Edit(new ByteRange(at, at), bytes);
    }
  }

  private Splice() {}

  /**
   * The body after the edits, which do not overlap and are put in order; {@code body} itself when
   * there are none.
   */
  static byte[] apply(byte[] body, List<Edit> edits) {
    if (edits.isEmpty()) {
      return body;
    }
    int length = body.length;
    for (Edit edit : edits) {
      length += edit.with().length - (edit.at().to() - edit.at().from());
    }
    byte[] result = new byte[length];
    int from = 0;
    int at = 0;
    edits.sort(Comparator.comparingInt(edit -> edit.at().from()));
    for (Edit edit : edits) {
      int kept = edit.at().from() - from;
      System.arraycopy(body, from, result, at, kept);
      System.arraycopy(edit.with(), 0, result, at + kept, edit.with().length);
      at += kept + edit.with().length;
      from = edit.at().to();
    }
    System.arraycopy(body, from, result, at, body.length - from);
    return result;
  }
}
