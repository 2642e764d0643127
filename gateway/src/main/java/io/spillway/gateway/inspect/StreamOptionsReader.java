package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/** Reads {@code stream_options}. */
final class StreamOptionsReader {
  private static final String PARAM = "stream_options";

  private enum Option {
    INCLUDE_USAGE;

    static final Names<Option> NAMES = Names.of(Option.class, option -> "include_usage");
  }

  private final JsonCursor cursor;
  private final Scalars scalars;
  private final Faults faults;
  private boolean usageAsked;
  private @Nullable ByteRange range;
  private @Nullable ByteRange includeUsage;

  StreamOptionsReader(JsonCursor cursor, Scalars scalars, Faults faults) {
    this.cursor = cursor;
    this.scalars = scalars;
    this.faults = faults;
  }

  void read() {
    Kind value = cursor.kind();
    int from = cursor.position();
    if (value == Kind.OBJECT) {
      readOptions();
    } else {
      if (value != Kind.NULL) {
        faults.add(PARAM, "must be an object or null");
      }
      cursor.skip();
    }
    range = new ByteRange(from, cursor.position());
  }

  boolean usageAsked() {
    return usageAsked;
  }

  /** Where the options stand; null when they do not. */
  @Nullable ByteRange range() {
    return range;
  }

  /** Where the value of {@code include_usage} stands; null when it does not. */
  @Nullable ByteRange includeUsage() {
    return includeUsage;
  }

  private void readOptions() {
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Option.NAMES) == null) {
        cursor.skip();
      } else if (includeUsage == null) {
        cursor.kind();
        int at = cursor.position();
        usageAsked = scalars.flag(PARAM, false);
        includeUsage = new ByteRange(at, cursor.position());
      } else {
        faults.add(PARAM, "has 'include_usage' twice");
        cursor.skip();
      }
    }
  }
}
