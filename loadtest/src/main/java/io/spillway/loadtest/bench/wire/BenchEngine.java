package io.spillway.loadtest.bench.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine of fixed cost on the loopback: small JSON answers, and streams on a fixed clock.
 *
 * <p>It listens on any number of ports, so that one engine can stand for a fleet of pods.
 */
public final class BenchEngine implements AutoCloseable {
  /** The only model it serves. */
  public static final String MODEL = "bench-model";

  private static final int BACKLOG = 4096;

  private final Loop loop = new Loop();
  private final List<Integer> ports = new ArrayList<>();

  private BenchEngine() {}

  /** Starts an engine that listens on so many free ports. */
  public static BenchEngine start(int ports) throws InterruptedException {
    var engine = new BenchEngine();
    var bootstrap =
        new ServerBootstrap()
            .group(engine.loop.events())
            .channel(engine.loop.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new EngineConnection());
                  }
                });
    for (int i = 0; i < ports; i++) {
      ChannelFuture bound = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync();
      engine.ports.add(((InetSocketAddress) bound.channel().localAddress()).getPort());
    }
    return engine;
  }

  /** Where it listens. */
  public List<Integer> ports() {
    return List.copyOf(ports);
  }

  @Override
  public void close() {
    loop.close();
  }
}
