package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ByteRange;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events of responses. The last one says how the response ended and holds all of it.
 *
 * <p>What an event is, its data's {@code type} says, wherever it stands in it. Types that are not
 * listed here are real when they carry something a reader would see.
 */
final class ResponseEvents implements StreamMeaning {
  private enum Type {
    COMPLETED("response.completed"),
    INCOMPLETE("response.incomplete"),
    FAILED("response.failed"),
    CANCELLED("response.cancelled"),
    CREATED("response.created"),
    QUEUED("response.queued"),
    IN_PROGRESS("response.in_progress"),
    ERROR("error");

    static final Names<Type> NAMES = Names.of(Type.class, type -> type.name);

    final String name;

    Type(String name) {
      this.name = name;
    }
  }

  private enum Key {
    TYPE("type"),
    SEQUENCE_NUMBER("sequence_number"),
    RESPONSE("response"),
    ERROR("error"),
    OBJECT("object"),
    MESSAGE("message"),
    DELTA("delta"),
    ITEM("item"),
    PART("part"),
    TEXT("text"),
    ARGUMENTS("arguments"),
    REFUSAL("refusal"),
    CODE("code"),
    IMAGE("partial_image_b64");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor = new JsonCursor();
  private final ErrorSigns signs = new ErrorSigns(cursor);
  private final ResponseObject response = new ResponseObject(cursor);
  private final VisibleReader visible = new VisibleReader(cursor);

  private @Nullable Type type;
  private boolean typed;
  private long visibleBytes;
  private long number;

  private boolean complete;
  private int eventsWithContent;
  private long sequenceNumber = -1;
  private @Nullable String responseId;
  private @Nullable TokenUsage usage;

  @Override
  public EventKind read(EventData data) {
    if (!readFields(data)) {
      return EventKind.MALFORMED;
    }
    EventKind kind = kind();
    if (kind != EventKind.ERROR && kind != EventKind.ABORTED) {
      // What stands in the place of an error takes its number.
      sequenceNumber = Math.max(sequenceNumber, number);
    }
    return kind;
  }

  private EventKind kind() {
    if (response.id() != null) {
      responseId = response.id();
    }
    if (response.usage().counted()) {
      usage = response.usage().tokens();
    }
    if (type == Type.ERROR || signs.error() || (!typed && signs.message())) {
      return EventKind.ERROR;
    }
    return switch (type) {
      case COMPLETED, INCOMPLETE -> ended();
      case FAILED, ERROR -> EventKind.ERROR;
      case CANCELLED -> EventKind.ABORTED;
      case CREATED, QUEUED, IN_PROGRESS -> EventKind.PREAMBLE;
      case null -> piece();
    };
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public TokenUsage usage() {
    return usage != null ? usage : new TokenUsage(0, -1, eventsWithContent, false);
  }

  @Override
  public byte[] error(EventData data) {
    ByteRange range = response.errorRange();
    return range == null ? data.copy() : Arrays.copyOfRange(data.bytes(), range.from(), range.to());
  }

  @Override
  public @Nullable String responseId() {
    return responseId;
  }

  @Override
  public long nextSequenceNumber() {
    return sequenceNumber + 1;
  }

  /** Some engines say in the response itself, not in the type, that they gave it up. */
  private EventKind ended() {
    return switch (response.status()) {
      case FAILED -> EventKind.ERROR;
      case CANCELLED -> EventKind.ABORTED;
      case QUEUED, IN_PROGRESS, COMPLETED, INCOMPLETE -> done();
      case null -> done();
    };
  }

  private EventKind done() {
    complete = true;
    return EventKind.DONE;
  }

  private EventKind piece() {
    if (visibleBytes == 0) {
      return EventKind.PREAMBLE;
    }
    eventsWithContent++;
    return EventKind.REAL;
  }

  /** Reads an event's object; false when the data is not exactly one. */
  private boolean readFields(EventData data) {
    type = null;
    typed = false;
    visibleBytes = 0;
    number = -1;
    signs.clear();
    response.clear();
    if (cursor.over(data.bytes(), data.from(), data.to()).kind() != Kind.OBJECT) {
      return false;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      readField();
    }
    return cursor.end();
  }

  private void readField() {
    switch (cursor.in(Key.NAMES)) {
      case TYPE -> {
        typed = cursor.kind() == Kind.STRING;
        cursor.skip();
        type = typed ? cursor.in(Type.NAMES) : null;
      }
      case SEQUENCE_NUMBER -> {
        boolean given = cursor.kind() == Kind.NUMBER;
        cursor.skip();
        number = given ? cursor.integer() : -1;
      }
      case RESPONSE -> response.read();
      case ERROR -> signs.readError();
      case OBJECT -> signs.readName();
      case MESSAGE -> signs.readMessage();
      case DELTA, ITEM, PART, TEXT, ARGUMENTS, REFUSAL, CODE, IMAGE ->
          visibleBytes += visible.read();
      case null -> cursor.skip();
    }
  }
}
