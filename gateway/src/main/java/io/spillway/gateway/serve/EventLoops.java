package io.spillway.gateway.serve;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event loops, on the cheapest transport that works here: io_uring, else epoll, else the JDK's
 * own.
 *
 * <p>Containers are often refused io_uring by their seccomp profile, and a limit on locked memory
 * may let the first ring be made but not the last: what fails is passed over.
 */
final class EventLoops {
  private static final String COMPLETIONS = "io.netty.iouring.cqSize";
  private static final String COMPLETIONS_MAX = "32768";

  private EventLoops() {}

  /**
   * Starts them.
   *
   * <p>A ring has room for the completions of some thousand streams that all have an event while
   * its loop is busy; Netty's own default overflows then, which costs time and a warning each.
   *
   * @param chosen told the name of the transport
   */
  static Vertx start(VertxOptions options, Consumer<String> chosen) {
    if (System.getProperty(COMPLETIONS) == null) {
      System.setProperty(COMPLETIONS, COMPLETIONS_MAX);
    }
    return start(Arrays.asList(Transport.IO_URING, Transport.EPOLL), options, chosen);
  }

  /**
   * Starts them on the first transport that works.
   *
   * @param transports by preference; null for what is not on the class path
   */
  static Vertx start(
      List<@Nullable Transport> transports, VertxOptions options, Consumer<String> chosen) {
    for (Transport transport : transports) {
      if (transport != null && transport.available()) {
        Vertx vertx = tried(transport, options);
        if (vertx != null) {
          chosen.accept(transport.name());
          return vertx;
        }
      }
    }
    chosen.accept(Transport.NIO.name());
    return Vertx.builder().with(options).withTransport(Transport.NIO).build();
  }

  private static @Nullable Vertx tried(Transport transport, VertxOptions options) {
    try {
      return Vertx.builder().with(options).withTransport(transport).build();
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }
}
