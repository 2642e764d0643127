package io.spillway.loadtest.bench.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Puts a load on one port of the loopback, from its construction to its closing.
 *
 * <p>What it saw is handed over by {@link #take}, so that a span of time can be measured while the
 * load goes on.
 */
public final class BenchClient implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 8000;
  private static final double GOLDEN_RATIO = 0.6180339887498949;
  private static final long STREAM_SPREAD_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long AGAIN_MILLIS = 50;

  private final Loop loop = new Loop();
  private final Load load;
  private final RequestBytes requests;
  private final Counts counts = new Counts();
  private final Bootstrap bootstrap;
  private final ChannelGroup channels;
  private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();
  private final SplittableRandom chance = new SplittableRandom(1);
  private long number;
  private int open;
  private boolean closing;

  private BenchClient(int port, Load load) {
    this.load = load;
    this.requests = RequestBytes.of(load);
    this.channels = new DefaultChannelGroup(loop.events());
    this.bootstrap =
        new Bootstrap()
            .group(loop.events())
            .channel(loop.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(InetAddress.getLoopbackAddress(), port)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channels.add(channel);
                    channel.pipeline().addLast(new ClientConnection(counts, new Idle()));
                  }
                });
  }

  /** Begins to load a port. */
  public static BenchClient start(int port, Load load) {
    var client = new BenchClient(port, load);
    client.loop.events().execute(client::begin);
    return client;
  }

  /** What was seen since the last call, or since the beginning. */
  public Tally take() throws InterruptedException {
    return loop.call(counts::take);
  }

  @Override
  public void close() {
    loop.events().execute(() -> closing = true);
    channels.close().awaitUninterruptibly(3, TimeUnit.SECONDS);
    loop.close();
  }

  private void begin() {
    switch (load) {
      case Load.Closed closed -> {
        for (int i = 0; i < closed.connections(); i++) {
          connect();
        }
      }
      case Load.Open rate -> tick(rate, System.nanoTime());
      case Load.Streams streams -> {
        long spread =
            Math.min(
                STREAM_SPREAD_NANOS, streams.interval().multipliedBy(streams.events()).toNanos());
        for (int i = 0; i < streams.streams(); i++) {
          // By the golden ratio, which no interval is in step with: events of streams do not
          // coincide.
          long after = (long) (spread * (i * GOLDEN_RATIO % 1));
          var _ = loop.events().schedule(this::connect, after, TimeUnit.NANOSECONDS);
        }
      }
    }
  }

  private void connect() {
    if (closing) {
      return;
    }
    open++;
    bootstrap
        .connect()
        .addListener(result -> {
          if (!result.isSuccess()) {
            counts.failed();
            lost();
          }
        });
  }

  /** One connection is no more: a load of so many at once gets another, after a pause. */
  private void lost() {
    open--;
    if (!closing && !(load instanceof Load.Open)) {
      var _ = loop.events().schedule(this::connect, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Sends what is due at an open rate, and comes back when the next is. */
  private void tick(Load.Open rate, long dueNanos) {
    if (closing) {
      return;
    }
    long next = dueNanos;
    long now = System.nanoTime();
    while (next <= now) {
      due(next);
      next += TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
    }
    long following = next;
    var _ = loop.events().schedule(() -> tick(rate, following), next - now, TimeUnit.NANOSECONDS);
  }

  private void due(long dueNanos) {
    ClientConnection free = idle.pollLast();
    if (free != null) {
      send(free, dueNanos);
    } else if (open < CONNECTIONS_MAX) {
      waiting.add(dueNanos);
      connect();
    } else {
      counts.failed();
    }
  }

  private void send(ClientConnection connection, long dueNanos) {
    int events = load instanceof Load.Streams streams ? events(streams) : 0;
    connection.send(requests.next(connection.allocator(), number++, events), events, dueNanos);
  }

  /**
   * The first streams are of all lengths, so that from then on streams end and begin evenly; later
   * ones are longer or shorter by up to half, so that those which a stall made begin together do
   * not end together.
   */
  private int events(Load.Streams streams) {
    int events = streams.events();
    return number < streams.streams()
        ? (int) (events - events * number / streams.streams())
        : events - events / 2 + chance.nextInt(2 * (events / 2) + 1);
  }

  /** After a pause of less than an interval, so that events of streams do not stay in step. */
  private void sendSoon(ClientConnection connection, Load.Streams streams) {
    var _ =
        loop.events()
            .schedule(
                () -> {
                  if (!closing && connection.open()) {
                    send(connection, System.nanoTime());
                  }
                },
                chance.nextLong(streams.interval().toNanos()),
                TimeUnit.NANOSECONDS);
  }

  private final class Idle implements ClientConnection.Owner {
    @Override
    public void idle(ClientConnection connection) {
      if (closing) {
        return;
      }
      switch (load) {
        case Load.Closed _ -> send(connection, System.nanoTime());
        case Load.Streams streams -> sendSoon(connection, streams);
        case Load.Open _ -> {
          Long due = waiting.poll();
          if (due != null) {
            send(connection, due);
          } else {
            idle.addLast(connection);
          }
        }
      }
    }

    @Override
    public void closed(ClientConnection connection) {
      idle.remove(connection);
      lost();
    }
  }

  /** Connections that are open, for tests. */
  int connections() {
    return (int) channels.stream().filter(Channel::isActive).count();
  }
}
