package io.spillway.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request head does not arrive in time.
 *
 * <pre>
 * accepted ── head ─► closed, unless a whole head came
 * answered ── idle ─► closed, unless a byte came;  first byte ── head ─► closed, unless a whole head
 * </pre>
 *
 * <p>The limits are totals: a head that drips in does not extend them. Stands before the HTTP
 * decoder; everything happens on the connection's event loop.
 *
 * <p>A limit that is met or moves away leaves the timer as it is: one that rings too early looks
 * when it is to ring again. So a busy connection sets one once in a while, not several a request.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final long NEVER = Long.MAX_VALUE;
  private static final String DECODER = "httpDecoder";
  private static final String NAME = "spillwayGuard";

  private final Duration head;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> timer;
  private long ringsAt;
  private long dueAt = NEVER;
  private int open;
  private boolean idle;

  private ConnectionGuard(Duration head) {
    this.head = head;
  }

  /** Guards a new connection of a server. */
  static ConnectionGuard on(HttpConnection connection, Duration head) {
    var guard = new ConnectionGuard(head);
    if (connection instanceof VertxConnection internal) {
      internal.channel().pipeline().addBefore(DECODER, NAME, guard);
    } else {
      throw new IllegalStateException("not an HTTP/1 connection: " + connection.getClass());
    }
    return guard;
  }

  /** The guard of a connection. */
  static ConnectionGuard of(HttpConnection connection) {
    return connection instanceof VertxConnection internal
            && internal.channel().pipeline().get(NAME) instanceof ConnectionGuard guard
        ? guard
        : new ConnectionGuard(IDLE);
  }

  /** A whole head arrived: the request has its own limits from here on. */
  void headArrived() {
    open++;
    idle = false;
    dueAt = NEVER;
  }

  /** A request was answered: the next one is awaited, unless its head is here already. */
  void answered() {
    open--;
    if (open == 0) {
      idle = true;
      close(IDLE);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    close(head);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    if (idle) {
      idle = false;
      close(head);
    }
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }

  private void close(Duration after) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isActive()) {
      return;
    }
    dueAt = now(ctx) + after.toNanos();
    if (timer == null || ringsAt > dueAt) {
      cancel();
      ring(ctx);
    }
  }

  private void ring(ChannelHandlerContext ctx) {
    ringsAt = dueAt;
    timer = ctx.executor().schedule(() -> rang(ctx), dueAt - now(ctx), TimeUnit.NANOSECONDS);
  }

  private void rang(ChannelHandlerContext ctx) {
    timer = null;
    if (dueAt == NEVER) {
      return;
    }
    if (now(ctx) >= dueAt) {
      var _ = ctx.close();
    } else {
      ring(ctx);
    }
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
