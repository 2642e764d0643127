package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/**
 * Events of messages: the message's start, its blocks with their deltas, why it stopped, its end.
 *
 * <p>What an event is, its data's {@code type} says, wherever it stands in it. An end without a
 * reason before it is no end: that is how an engine that gave up looks.
 */
final class MessageEvents implements StreamMeaning {
  private enum Type {
    MESSAGE_START("message_start"),
    CONTENT_BLOCK_START("content_block_start"),
    CONTENT_BLOCK_DELTA("content_block_delta"),
    CONTENT_BLOCK_STOP("content_block_stop"),
    MESSAGE_DELTA("message_delta"),
    MESSAGE_STOP("message_stop"),
    PING("ping"),
    ERROR("error");

    static final Names<Type> NAMES = Names.of(Type.class, type -> type.name);

    final String name;

    Type(String name) {
      this.name = name;
    }
  }

  private enum Key {
    TYPE("type"),
    MESSAGE("message"),
    CONTENT_BLOCK("content_block"),
    DELTA("delta"),
    USAGE("usage"),
    ERROR("error"),
    OBJECT("object");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor = new JsonCursor();
  private final ErrorSigns signs = new ErrorSigns(cursor);
  private final MessageObject message = new MessageObject(cursor);
  private final MessageDelta delta = new MessageDelta(cursor);
  private final VisibleReader visible = new VisibleReader(cursor);
  private final UsageReader usage = new UsageReader(cursor);

  private @Nullable Type type;
  private boolean typed;
  private boolean started;
  private long blockBytes;

  private boolean stopped;
  private boolean complete;
  private int eventsWithContent;
  private boolean reported;
  private boolean settled;
  private int promptTokens;
  private int cachedTokens = -1;
  private int outputTokens;

  @Override
  public EventKind read(EventData data) {
    if (!readFields(data)) {
      return EventKind.MALFORMED;
    }
    if (type == Type.ERROR || signs.error() || (!typed && signs.message())) {
      return EventKind.ERROR;
    }
    if (started) {
      takeUsage(message.usage());
    }
    takeUsage(usage);
    return switch (type) {
      case CONTENT_BLOCK_START -> piece(blockBytes > 0);
      case CONTENT_BLOCK_DELTA -> piece(delta.carries());
      case MESSAGE_DELTA -> stop();
      case MESSAGE_STOP -> {
        complete = stopped;
        yield EventKind.DONE;
      }
      case ERROR -> EventKind.ERROR;
      case MESSAGE_START, CONTENT_BLOCK_STOP, PING -> EventKind.PREAMBLE;
      case null -> EventKind.PREAMBLE;
    };
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public TokenUsage usage() {
    int output = settled ? outputTokens : Math.max(outputTokens, eventsWithContent);
    return new TokenUsage(promptTokens, cachedTokens, output, reported);
  }

  private EventKind piece(boolean carries) {
    if (!carries) {
      return EventKind.PREAMBLE;
    }
    eventsWithContent++;
    return EventKind.REAL;
  }

  private EventKind stop() {
    if (!delta.stopped()) {
      return EventKind.PREAMBLE;
    }
    stopped = true;
    settled = usage.counted();
    return EventKind.REAL;
  }

  /** Later reports count on from earlier ones, and may leave out what they said. */
  private void takeUsage(UsageReader report) {
    if (!report.counted()) {
      return;
    }
    reported = true;
    promptTokens = report.promptTokens() > 0 ? report.promptTokens() : promptTokens;
    cachedTokens = Math.max(cachedTokens, report.cachedTokens());
    outputTokens = Math.max(outputTokens, report.outputTokens());
  }

  /** Reads an event's object; false when the data is not exactly one. */
  private boolean readFields(EventData data) {
    type = null;
    typed = false;
    started = false;
    blockBytes = 0;
    signs.clear();
    usage.clear();
    delta.clear();
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
      case MESSAGE -> {
        started = cursor.kind() == Kind.OBJECT;
        if (started) {
          message.read();
        } else {
          signs.readMessage();
        }
      }
      case CONTENT_BLOCK -> blockBytes = visible.read();
      case DELTA -> delta.read();
      case USAGE -> usage.read();
      case ERROR -> signs.readError();
      case OBJECT -> signs.readName();
      case null -> cursor.skip();
    }
  }
}
