package io.spillway.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** The bytes of a buffer as an array, to be read only. */
final class HeapBytes {
  private HeapBytes() {}

  /** The buffer's own array where it holds exactly the buffer's bytes, as received ones do. */
  static byte[] of(Buffer buffer) {
    if (buffer instanceof BufferInternal internal) {
      ByteBuf bytes = internal.getByteBuf();
      if (bytes.hasArray()
          && bytes.arrayOffset() + bytes.readerIndex() == 0
          && bytes.array().length == bytes.readableBytes()) {
        return bytes.array();
      }
    }
    return buffer.getBytes();
  }
}
