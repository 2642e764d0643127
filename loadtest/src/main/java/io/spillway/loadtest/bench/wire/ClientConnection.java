package io.spillway.loadtest.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** One connection of a bench client: one request at a time. */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  private static final int OK = 200;

  /** Hears when a connection can take the next request. */
  interface Owner {
    /** Its request ended, whichever way; or it has just been opened. */
    void idle(ClientConnection connection);

    /** It is no more. */
    void closed(ClientConnection connection);
  }

  private final Counts counts;
  private final Owner owner;
  private final AnswerScanner scanner = new AnswerScanner(this::stamp);
  private @org.jspecify.annotations.Nullable ChannelHandlerContext context;
  private int eventsWanted;
  private int events;
  private boolean busy;
  private long dueNanos;

  ClientConnection(Counts counts, Owner owner) {
    this.counts = counts;
    this.owner = owner;
  }

  /**
   * Sends a request.
   *
   * @param eventsExpected content events of the answer; 0 for one that is no stream
   * @param due when it should have been sent
   */
  void send(ByteBuf request, int eventsExpected, long due) {
    if (context == null) {
      throw new IllegalStateException("not open");
    }
    busy = true;
    events = 0;
    eventsWanted = eventsExpected;
    dueNanos = due;
    var _ = context.writeAndFlush(request, context.voidPromise());
  }

  /** False before it is connected, and once it is closed. */
  boolean open() {
    return context != null && context.channel().isActive();
  }

  io.netty.buffer.ByteBufAllocator allocator() {
    if (context == null) {
      throw new IllegalStateException("not open");
    }
    return context.alloc();
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    owner.idle(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext opened, Object message) {
    var in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        switch (scanner.feed(in)) {
          case OPEN -> {}
          case WHOLE -> whole();
          case BROKEN -> {
            in.skipBytes(in.readableBytes());
            var _ = opened.close();
          }
        }
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext opened) {
    if (busy) {
      busy = false;
      counts.failed();
    }
    owner.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext opened, Throwable cause) {
    var _ = opened.close();
  }

  private void stamp(long sentNanos) {
    long now = System.nanoTime();
    if (events++ == 0) {
      counts.first(now - dueNanos);
    } else {
      counts.event(now - sentNanos);
    }
  }

  private void whole() {
    busy = false;
    if (scanner.status() == OK && events == eventsWanted) {
      counts.answered(System.nanoTime() - dueNanos);
    } else {
      counts.failed();
    }
    owner.idle(this);
  }
}
