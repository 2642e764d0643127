package io.spillway.loadtest.bench.wire;

import io.netty.buffer.ByteBuf;
import java.util.function.LongConsumer;

/**
 * Follows HTTP/1.1 answers on one connection: where each ends, its status, and the stamps in it.
 *
 * <p>Knows bodies with a length and chunked ones; nothing else comes from a bench engine. Bytes may
 * be cut anywhere.
 */
final class AnswerScanner {
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final byte LF = '\n';

  private enum At {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  /** What a piece of an answer led to. */
  enum Outcome {
    /** The answer goes on. */
    OPEN,
    /** The answer is whole. */
    WHOLE,
    /** This is no answer that can be followed. */
    BROKEN
  }

  private final LongConsumer stamps;
  private final StampFinder finder = new StampFinder();
  private final byte[] head = new byte[HEAD_BYTES_MAX];
  private int headLength;
  private At at = At.HEAD;
  private int status;
  private long left;
  private int lineLength;

  /** A scanner at the start of an answer, that tells its stamps. */
  AnswerScanner(LongConsumer stamps) {
    this.stamps = stamps;
  }

  /** The status of the answer that is open or was whole last. */
  int status() {
    return status;
  }

  /** Takes bytes up to the end of the buffer or of the answer, whichever is first. */
  Outcome feed(ByteBuf in) {
    while (in.isReadable()) {
      Outcome outcome =
          switch (at) {
            case HEAD -> head(in);
            case BODY, CHUNK -> body(in);
            case CHUNK_SIZE -> chunkSize(in.readByte());
            case CHUNK_END -> chunkEnd(in.readByte());
            case TRAILER -> trailer(in.readByte());
          };
      if (outcome != Outcome.OPEN) {
        at = At.HEAD;
        headLength = 0;
        finder.reset();
        return outcome;
      }
    }
    return Outcome.OPEN;
  }

  private Outcome head(ByteBuf in) {
    while (in.isReadable()) {
      byte b = in.readByte();
      if (headLength == HEAD_BYTES_MAX) {
        return Outcome.BROKEN;
      }
      head[headLength++] = b;
      if (b == LF && HeadText.ended(head, headLength)) {
        return headEnded();
      }
    }
    return Outcome.OPEN;
  }

  private Outcome headEnded() {
    status = HeadText.status(head, headLength);
    left = HeadText.contentLength(head, headLength);
    if (status < 200 || (left < 0 && !HeadText.chunked(head, headLength))) {
      return Outcome.BROKEN;
    }
    if (left == 0) {
      return Outcome.WHOLE;
    }
    at = left > 0 ? At.BODY : At.CHUNK_SIZE;
    left = Math.max(0, left);
    return Outcome.OPEN;
  }

  private Outcome body(ByteBuf in) {
    int take = (int) Math.min(left, in.readableBytes());
    finder.scan(in, in.readerIndex(), in.readerIndex() + take, stamps);
    in.skipBytes(take);
    left -= take;
    if (left > 0) {
      return Outcome.OPEN;
    }
    if (at == At.BODY) {
      return Outcome.WHOLE;
    }
    at = At.CHUNK_END;
    return Outcome.OPEN;
  }

  private Outcome chunkSize(byte b) {
    int digit = Stamp.digit((byte) (b | 0x20));
    if (b == LF) {
      at = left == 0 ? At.TRAILER : At.CHUNK;
      lineLength = 0;
    } else if (digit >= 0) {
      left = left << 4 | digit;
    } else if (b != '\r') {
      return Outcome.BROKEN;
    }
    return left > Integer.MAX_VALUE ? Outcome.BROKEN : Outcome.OPEN;
  }

  private Outcome chunkEnd(byte b) {
    if (b == LF) {
      at = At.CHUNK_SIZE;
      left = 0;
    }
    return Outcome.OPEN;
  }

  private Outcome trailer(byte b) {
    if (b != LF) {
      lineLength += b == '\r' ? 0 : 1;
      return Outcome.OPEN;
    }
    boolean last = lineLength == 0;
    lineLength = 0;
    return last ? Outcome.WHOLE : Outcome.OPEN;
  }
}
