package io.spillway.loadtest.bench.wire;

import static io.spillway.loadtest.bench.wire.HeadText.ascii;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a bench engine: reads a request, answers it, reads the next.
 *
 * <pre>
 *   head ─► body ─► whole answer ──────────────► head
 *                └► stream: event … event, end ─► head
 * </pre>
 *
 * <p>Of a body only the first bytes are looked at, the others are counted.
 */
final class EngineConnection extends ChannelInboundHandlerAdapter {
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final byte[] POST = ascii("post ");
  private static final byte[] MODELS = ascii("get /v1/models");

  private byte[] head = new byte[1024];
  private int headLength;
  private final byte[] look = new byte[Asked.LOOK_BYTES];
  private int looked;
  private long bodyLeft = -1;
  private @Nullable Asked stream;
  private int sent;
  private long dueNanos;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        if (bodyLeft < 0) {
          head(context, in);
        } else {
          body(context, in);
        }
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stream = null;
  }

  private void head(ChannelHandlerContext context, ByteBuf in) {
    while (in.isReadable()) {
      if (headLength == head.length) {
        if (headLength >= HEAD_BYTES_MAX) {
          in.skipBytes(in.readableBytes());
          var _ = context.close();
          return;
        }
        head = java.util.Arrays.copyOf(head, 2 * headLength);
      }
      byte b = in.readByte();
      head[headLength++] = b;
      if (b == '\n' && HeadText.ended(head, headLength)) {
        looked = 0;
        bodyLeft = Math.max(0, HeadText.contentLength(head, headLength));
        if (bodyLeft == 0) {
          answer(context);
        }
        return;
      }
    }
  }

  private void body(ChannelHandlerContext context, ByteBuf in) {
    int take = (int) Math.min(bodyLeft, in.readableBytes());
    int copy = Math.min(take, look.length - looked);
    in.getBytes(in.readerIndex(), look, looked, copy);
    looked += copy;
    in.skipBytes(take);
    bodyLeft -= take;
    if (bodyLeft == 0) {
      answer(context);
    }
  }

  private void answer(ChannelHandlerContext context) {
    if (HeadText.find(head, POST.length, POST) == 0) {
      Asked asked = Asked.read(look, looked);
      if (asked.stream()) {
        begin(context, asked);
      } else {
        write(context, EngineBytes.ANSWER);
      }
    } else {
      boolean models = HeadText.find(head, Math.min(headLength, MODELS.length), MODELS) == 0;
      write(context, models ? EngineBytes.MODELS : EngineBytes.NOT_FOUND);
    }
    headLength = 0;
    bodyLeft = -1;
  }

  private void begin(ChannelHandlerContext context, Asked asked) {
    stream = asked;
    sent = 0;
    dueNanos = System.nanoTime() + asked.firstNanos();
    write(context, EngineBytes.STREAM_HEAD);
    later(context);
  }

  private void later(ChannelHandlerContext context) {
    var _ =
        context
            .executor()
            .schedule(
                () -> due(context),
                Math.max(0, dueNanos - System.nanoTime()),
                TimeUnit.NANOSECONDS);
  }

  private void due(ChannelHandlerContext context) {
    Asked asked = stream;
    if (asked == null) {
      return;
    }
    boolean first = sent == 0;
    boolean last = ++sent == asked.events();
    byte[] role = first ? EngineBytes.ROLE : new byte[0];
    byte[] end = last ? asked.usage() ? EngineBytes.END_WITH_USAGE : EngineBytes.END : new byte[0];
    ByteBuf out = context.alloc().buffer(role.length + EngineBytes.EVENT.length + end.length);
    out.writeBytes(role);
    Stamp.write(EngineBytes.EVENT, EngineBytes.STAMP_AT, System.nanoTime());
    out.writeBytes(EngineBytes.EVENT).writeBytes(end);
    var _ = context.writeAndFlush(out, context.voidPromise());
    if (last) {
      stream = null;
    } else {
      dueNanos += asked.intervalNanos();
      later(context);
    }
  }

  private static void write(ChannelHandlerContext context, byte[] bytes) {
    var _ =
        context.writeAndFlush(
            context.alloc().buffer(bytes.length).writeBytes(bytes), context.voidPromise());
  }
}
