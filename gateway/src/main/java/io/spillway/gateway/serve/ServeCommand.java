package io.spillway.gateway.serve;

import io.spillway.gateway.config.ConfigFile;
import io.spillway.gateway.config.ConfigResult;
import io.spillway.gateway.config.ConfigWatch;
import io.spillway.gateway.config.LoadedConfig;
import io.spillway.gateway.config.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code serve --config FILE}: runs the gateway until it is told to leave. */
public final class ServeCommand {
  private static final String USAGE =
      """
      Usage: ./spillway serve --config FILE

      Runs the gateway. The file is watched: a change is taken without dropping a request, or refused
      with its reasons while the running configuration stays. One JSON line per request on standard
      output. SIGTERM: not ready, then no new connections, then waits for what is under way.
      """;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  private ServeCommand(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /**
   * Runs the command; returns when the gateway has left.
   *
   * @return 0 after a clean end, 1 when it could not start, 2 for wrong usage
   */
  public static int run(
      List<String> arguments, PrintStream out, PrintStream err, Map<String, String> environment) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    if (arguments.size() != 2 || !arguments.getFirst().equals("--config")) {
      err.println("spillway serve: expected --config FILE; see ./spillway serve --help");
      return 2;
    }
    return new ServeCommand(out, err, environment).serve(Path.of(arguments.get(1)));
  }

  private int serve(Path path) {
    var file = new ConfigFile(path, environment);
    LoadedConfig loaded = file.load();
    return switch (loaded.result()) {
      case ConfigResult.Invalid invalid -> {
        for (Problem problem : invalid.problems()) {
          err.println("spillway serve: " + problem);
        }
        yield 1;
      }
      case ConfigResult.Valid valid -> {
        valid.warnings().forEach(warning -> err.println("spillway serve: warning: " + warning));
        yield serve(file, loaded, valid);
      }
    };
  }

  private int serve(ConfigFile file, LoadedConfig loaded, ConfigResult.Valid valid) {
    int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
    Vertx vertx = Vertx.vertx(options(loops));
    var left = new CountDownLatch(1);
    try {
      Gateway gateway =
          Gateway.start(vertx, valid.config(), loops, out)
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      ConfigWatch watch =
          ConfigWatch.start(
              vertx, file, loaded, ConfigWatch.EVERY, result -> changed(gateway, result));
      leaveOnSignal(gateway, watch, left);
      err.printf(
          "spillway: serving on http://%s:%d, admin on http://%s:%d%n",
          valid.config().server().host(),
          gateway.port(),
          valid.config().admin().host(),
          gateway.adminPort());
      left.await();
      return 0;
    } catch (java.util.concurrent.CompletionException e) {
      err.println("spillway serve: cannot start: " + reason(e));
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      close(vertx);
    }
  }

  /** One event loop per processor for clients, one for the rest; nothing is written to disk. */
  private static VertxOptions options(int loops) {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setEventLoopPoolSize(loops + 1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static void changed(Gateway gateway, ConfigResult result) {
    switch (result) {
      case ConfigResult.Valid valid -> gateway.reload(valid.config());
      case ConfigResult.Invalid invalid -> gateway.refused(invalid.problems());
    }
  }

  /**
   * Leaves on SIGTERM and SIGINT. The hook holds the process until the gateway has left; the JVM
   * then ends it with the status the signal gives, so the hook halts it with 0 itself.
   */
  private static void leaveOnSignal(Gateway gateway, ConfigWatch watch, CountDownLatch left) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  watch.close();
                  gateway.leave().onComplete(_ -> left.countDown());
                  try {
                    left.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  Runtime.getRuntime().halt(0);
                },
                "leave"));
  }

  private void close(Vertx vertx) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      err.println("spillway serve: not all was closed: " + e);
    }
  }
}
