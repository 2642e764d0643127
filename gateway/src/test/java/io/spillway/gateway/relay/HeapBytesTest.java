package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.junit.jupiter.api.Test;

final class HeapBytesTest {
  private static final byte[] TEXT = {'t', 'e', 'x', 't'};

  @Test
  void isTheArrayItselfWhenItHoldsNothingElse() {
    assertThat(HeapBytes.of(BufferInternal.buffer(Unpooled.wrappedBuffer(TEXT)))).isSameAs(TEXT);
  }

  @Test
  void isACopyOfTheBytesWhenTheArrayHoldsMore() {
    Buffer grown = Buffer.buffer(64).appendBytes(TEXT);
    Buffer part = BufferInternal.buffer(Unpooled.wrappedBuffer(TEXT, 1, 2));

    assertThat(HeapBytes.of(grown)).containsExactly(TEXT);
    assertThat(HeapBytes.of(part)).containsExactly('e', 'x');
  }

  @Test
  void isACopyOfWhatLiesOutsideTheHeap() {
    var direct = Unpooled.directBuffer(4).writeBytes(TEXT);
    try {
      assertThat(HeapBytes.of(BufferInternal.buffer(direct))).containsExactly(TEXT);
    } finally {
      direct.release();
    }
  }
}
