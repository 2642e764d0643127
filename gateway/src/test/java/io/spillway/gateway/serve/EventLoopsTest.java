package io.spillway.gateway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventLoopsTest {
  private final List<String> chosen = new ArrayList<>();

  @Test
  void takesTheFirstTransportThatWorks() throws Exception {
    assertThat(loopRuns(Arrays.asList(Transport.NIO, Transport.EPOLL))).isTrue();

    assertThat(chosen).containsExactly("nio");
  }

  @Test
  void passesOverATransportThatIsMissingRefusedOrFails() throws Exception {
    assertThat(loopRuns(Arrays.asList(null, new Broken(false), new Broken(true)))).isTrue();

    assertThat(chosen).containsExactly("nio");
  }

  @Test
  void runsOnWhateverThisMachineHas() throws Exception {
    Vertx vertx = EventLoops.start(new VertxOptions().setEventLoopPoolSize(1), chosen::add);

    assertThat(ranAndClosed(vertx)).isTrue();
    assertThat(chosen).hasSize(1).containsAnyOf("io_uring", "epoll", "nio");
  }

  private boolean loopRuns(List<@Nullable Transport> transports) throws Exception {
    return ranAndClosed(
        EventLoops.start(transports, new VertxOptions().setEventLoopPoolSize(1), chosen::add));
  }

  private static boolean ranAndClosed(Vertx vertx) throws Exception {
    var ran = new CompletableFuture<Boolean>();
    vertx.runOnContext(_ -> ran.complete(true));
    boolean result = ran.get(10, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    return result;
  }

  /** A transport that the kernel refuses, at once or when it is used. */
  private record Broken(boolean available) implements Transport {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Throwable unavailabilityCause() {
      return new UnsupportedOperationException("refused");
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
      throw new IllegalStateException("no memory may be locked");
    }
  }
}
