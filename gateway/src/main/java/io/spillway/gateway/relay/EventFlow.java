package io.spillway.gateway.relay;

import io.netty.buffer.Unpooled;
import io.spillway.gateway.sse.AnswerSoFar;
import io.spillway.gateway.sse.ContinuedEvents;
import io.spillway.gateway.sse.EventKind;
import io.spillway.gateway.sse.EventReader;
import io.spillway.gateway.sse.ModelRename;
import io.spillway.gateway.sse.NullError;
import io.spillway.gateway.sse.SseSplitter;
import io.spillway.gateway.sse.TokenUsage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an engine's stream and says which of its bytes the client may have.
 *
 * <p>What comes before the first real event is held and leaves with it. What is forwarded as it
 * came is not copied.
 */
final class EventFlow {
  private static final int EVENT_BYTES_MAX = 8 * 1024 * 1024;
  private static final int HELD_BYTES_MAX = 64 * 1024;

  /** Two events, each of which repeats what a request said, if need be with twice the bytes. */
  private static final int ECHOES = 4;

  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  /** Where the stream stands. */
  enum Verdict {
    /** More may come. */
    OPEN,
    /** Every choice finished, and the stream said that it is done or ended cleanly. */
    COMPLETE,
    /** It ended although a choice had not finished. */
    TRUNCATED,
    /** It carried an error. */
    ERROR,
    /** The engine aborted the generation. */
    ABORTED,
    /** It carried something that is no event of this API. */
    MALFORMED,
    /** An event, or what was held, is over its bound. */
    TOO_LARGE,
    /** It was to go on with an answer, and began to reason instead. */
    RESTARTED
  }

  private final EventReader reader;
  private final boolean hideUsage;
  private final boolean endMark;
  private final byte @Nullable [] clientModel;
  private final SseSplitter splitter = new SseSplitter(EVENT_BYTES_MAX);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
  private @Nullable AnswerSoFar answer;
  private @Nullable ContinuedEvents continued;
  private int heldBytesMax = HELD_BYTES_MAX;
  private Verdict verdict = Verdict.OPEN;
  private boolean real;
  private boolean realNow;
  private byte[] chunk = new byte[0];
  private int runFrom;
  private int runTo;

  /**
   * A stream that has not begun.
   *
   * @param endMark true when a complete stream ends with {@code [DONE]}, also if the engine left it
   *     out
   * @param hideUsage true when the usage event was asked for by the gateway, not by the client
   * @param clientModel the quoted model name the client shall read; null: as the engine wrote it
   */
  EventFlow(EventReader reader, boolean endMark, boolean hideUsage, byte @Nullable [] clientModel) {
    this.reader = reader;
    this.endMark = endMark;
    this.hideUsage = hideUsage;
    this.clientModel = clientModel;
  }

  /**
   * Holds more of a stream whose first events repeat what its request said: instructions and tools.
   */
  EventFlow echoing(int requestBytes) {
    long bytes = HELD_BYTES_MAX + (long) ECHOES * requestBytes;
    heldBytesMax = (int) Math.min(2 * EVENT_BYTES_MAX, bytes);
    return this;
  }

  /** Keeps what the client is told in {@code soFar}, too. */
  EventFlow keptIn(AnswerSoFar soFar) {
    answer = soFar;
    return this;
  }

  /** Writes the events as those of the stream that is gone on with; it has had its role. */
  EventFlow continuing(ContinuedEvents events) {
    continued = events;
    return this;
  }

  /** Takes the next bytes; afterwards {@link #take} has what the client may have. */
  Verdict feed(byte[] bytes) {
    realNow = false;
    chunk = bytes;
    runFrom = 0;
    runTo = 0;
    boolean whole = splitter.feed(bytes, this::event);
    if (!whole && verdict == Verdict.OPEN) {
      verdict = Verdict.TOO_LARGE;
    }
    return verdict;
  }

  /** Takes the clean end of the engine's answer. */
  Verdict end() {
    realNow = false;
    chunk = new byte[0];
    runFrom = 0;
    runTo = 0;
    if (verdict == Verdict.OPEN) {
      verdict = reader.complete() ? Verdict.COMPLETE : Verdict.TRUNCATED;
      if (verdict == Verdict.COMPLETE && endMark) {
        out.writeBytes(DONE);
      }
    }
    return verdict;
  }

  /** The data of the error the stream carried. */
  byte[] errorData() {
    return reader.errorData();
  }

  /** Tokens so far, as the engine reported them or as counted. */
  TokenUsage usage() {
    return continued == null ? reader.usage() : continued.usage(reader.usage());
  }

  /** True when every choice has finished. */
  boolean complete() {
    return reader.complete();
  }

  /** The response's id, in streams of responses, once an event said it. */
  @Nullable String responseId() {
    return reader.responseId();
  }

  /** The number an event would have that is added to what the client may have so far. */
  long nextNumber() {
    return real ? reader.nextSequenceNumber() : 0;
  }

  /** True once a real event came. */
  boolean real() {
    return real;
  }

  /** True when the last call brought a real event. */
  boolean realNow() {
    return realNow;
  }

  /**
   * What the client may have now, empty before the first real event.
   *
   * @param original the buffer the last bytes came in; returned itself when all of it may go
   */
  Buffer take(Buffer original) {
    if (!real) {
      return Buffer.buffer();
    }
    if (out.size() == 0) {
      return runFrom == 0 && runTo == chunk.length
          ? original
          : BufferInternal.buffer(Unpooled.wrappedBuffer(chunk, runFrom, runTo - runFrom));
    }
    flushRun();
    Buffer taken = Buffer.buffer(out.toByteArray());
    out.reset();
    return taken;
  }

  private boolean event(byte[] bytes, int from, int to) {
    EventKind kind = reader.read(bytes, from, to);
    switch (kind) {
      case COMMENT -> {
        // Some clients break on an event without data; the gateway keeps the line open itself.
      }
      case PREAMBLE -> {
        if (real || continued == null) {
          keep();
          forward(bytes, from, to);
        }
        if (!real && out.size() + runTo - runFrom > heldBytesMax) {
          verdict = Verdict.TOO_LARGE;
        }
      }
      case REAL -> {
        if (keep()) {
          real = true;
          realNow = true;
          forward(bytes, from, to);
        } else {
          verdict = Verdict.RESTARTED;
        }
      }
      case USAGE -> {
        if (!hideUsage) {
          real = true;
          realNow = true;
          forward(bytes, from, to);
        }
      }
      case DONE -> {
        verdict = reader.complete() ? Verdict.COMPLETE : Verdict.TRUNCATED;
        if (verdict == Verdict.COMPLETE) {
          // The end of some streams is their first event with content.
          real = true;
          realNow = true;
          forward(bytes, from, to);
        }
      }
      case ERROR -> verdict = Verdict.ERROR;
      case ABORTED -> verdict = Verdict.ABORTED;
      case MALFORMED -> verdict = Verdict.MALFORMED;
    }
    if (!real) {
      // Held events must outlive the chunk they came in.
      flushRun();
    }
    return verdict == Verdict.OPEN;
  }

  /** Keeps the last event; false when it does not go on with what was kept. */
  private boolean keep() {
    if (answer == null) {
      return true;
    }
    reader.tell(answer);
    return continued == null || !answer.reasoned();
  }

  @SuppressWarnings("ReferenceEquality") // asks whether it is the very same array
  private void forward(byte[] bytes, int from, int to) {
    byte[] edited = edited(bytes, from, to);
    if (edited != null) {
      flushRun();
      out.writeBytes(edited);
    } else if (bytes == chunk && out.size() == 0 && (runFrom == runTo || runTo == from)) {
      runFrom = runFrom == runTo ? from : runFrom;
      runTo = to;
    } else {
      flushRun();
      out.write(bytes, from, to - from);
    }
  }

  /** The event as the client shall read it; null: as it came. */
  private byte @Nullable [] edited(byte[] bytes, int from, int to) {
    byte[] plain = reader.nullError() ? NullError.removed(bytes, from, to) : null;
    if (continued != null) {
      return plain == null
          ? continued.rewritten(bytes, from, to)
          : continued.rewritten(plain, 0, plain.length);
    }
    if (clientModel == null) {
      return plain;
    }
    byte[] renamed =
        plain == null
            ? ModelRename.rename(bytes, from, to, clientModel)
            : ModelRename.rename(plain, 0, plain.length, clientModel);
    return renamed == null ? plain : renamed;
  }

  private void flushRun() {
    out.write(chunk, runFrom, runTo - runFrom);
    runFrom = 0;
    runTo = 0;
  }
}
