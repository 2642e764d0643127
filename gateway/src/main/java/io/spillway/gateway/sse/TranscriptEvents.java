package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/**
 * Events of transcriptions and translations, in either of two shapes: typed ones, of which the last
 * holds all the text; or pieces of one choice, which may finish once per stretch of audio, so that
 * only the end mark ends them.
 */
final class TranscriptEvents implements StreamMeaning {
  private enum Type {
    DELTA("transcript.text.delta"),
    SEGMENT("transcript.text.segment"),
    DONE("transcript.text.done");

    static final Names<Type> NAMES = Names.of(Type.class, type -> type.name);

    final String name;

    Type(String name) {
      this.name = name;
    }
  }

  private enum Key {
    TYPE("type"),
    DELTA("delta"),
    TEXT("text"),
    USAGE("usage");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor = new JsonCursor();
  private final UsageReader usage = new UsageReader(cursor);
  private final VisibleReader visible = new VisibleReader(cursor);
  private final ChoiceEvents pieces = new ChoiceEvents(1);

  private @Nullable Type type;
  private long textBytes;

  private boolean typed;
  private boolean complete;
  private int eventsWithContent;
  private @Nullable TokenUsage reported;

  @Override
  public EventKind read(EventData data) {
    if (!readFields(data)) {
      return EventKind.MALFORMED;
    }
    if (type == null) {
      return pieces.read(data);
    }
    typed = true;
    if (usage.counted()) {
      reported = usage.tokens();
    }
    if (type == Type.DONE) {
      complete = true;
      return EventKind.DONE;
    }
    if (textBytes == 0) {
      return EventKind.PREAMBLE;
    }
    eventsWithContent++;
    return EventKind.REAL;
  }

  @Override
  public void marked() {
    complete |= pieces.complete();
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public TokenUsage usage() {
    if (!typed) {
      return pieces.usage();
    }
    return reported != null ? reported : new TokenUsage(0, -1, eventsWithContent, false);
  }

  /** Reads an event's object; false when the data is not exactly one. */
  private boolean readFields(EventData data) {
    type = null;
    textBytes = 0;
    usage.clear();
    if (cursor.over(data.bytes(), data.from(), data.to()).kind() != Kind.OBJECT) {
      return false;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Key.NAMES)) {
        case TYPE -> {
          boolean string = cursor.kind() == Kind.STRING;
          cursor.skip();
          type = string ? cursor.in(Type.NAMES) : null;
        }
        case DELTA, TEXT -> textBytes += visible.read();
        case USAGE -> usage.read();
        case null -> cursor.skip();
      }
    }
    return cursor.end();
  }
}
