package io.spillway.loadtest.engine;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.spillway.router.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open connections of an engine: closes those that idle, resets those that must break. */
final class Connections {
  private static final long SWEEP_MILLIS = 100;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Ticker ticker;
  private final long keepAliveNanos;
  private final Map<HttpConnection, Use> open = new HashMap<>();
  private final Runnable changed;
  private final long sweepTimer;

  Connections(Vertx vertx, Ticker ticker, Duration keepAlive, Runnable changed) {
    this.vertx = vertx;
    this.ticker = ticker;
    this.keepAliveNanos = keepAlive.toNanos();
    this.changed = changed;
    this.sweepTimer =
        keepAlive.isZero() ? NO_TIMER : vertx.setPeriodic(SWEEP_MILLIS, _ -> closeIdle());
  }

  /** What a connection is used for. */
  private static final class Use {
    private int requests;
    private long idleSinceNanos;
  }

  void opened(HttpConnection connection) {
    var use = new Use();
    use.idleSinceNanos = ticker.nanos();
    open.put(connection, use);
    connection.closeHandler(_ -> {
      open.remove(connection);
      changed.run();
    });
    changed.run();
  }

  void began(HttpConnection connection) {
    Use use = open.get(connection);
    if (use != null) {
      use.requests++;
    }
  }

  void ended(HttpConnection connection) {
    Use use = open.get(connection);
    if (use != null) {
      use.requests--;
      use.idleSinceNanos = ticker.nanos();
    }
  }

  int count() {
    return open.size();
  }

  /** Breaks a connection as a crashed process does: with a reset, not an end. */
  void reset(HttpConnection connection) {
    var channel = ((ConnectionBase) connection).channel();
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // The client was faster: the socket is closed, and its close handler is on the way.
    }
    var _ = channel.close();
  }

  /** Breaks all connections. */
  void resetAll() {
    List.copyOf(open.keySet()).forEach(this::reset);
  }

  /** Stops looking for idle connections. */
  void stop() {
    if (sweepTimer != NO_TIMER) {
      vertx.cancelTimer(sweepTimer);
    }
  }

  private void closeIdle() {
    long now = ticker.nanos();
    for (var entry : List.copyOf(open.entrySet())) {
      Use use = entry.getValue();
      if (use.requests == 0 && now - use.idleSinceNanos >= keepAliveNanos) {
        entry.getKey().close().onFailure(_ -> {});
      }
    }
  }
}
