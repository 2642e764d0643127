package io.spillway.gateway.config;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells when a configuration file has changed, by looking at its content from time to time: that
 * also sees the symbolic-link swaps of a mounted ConfigMap, network file systems, and changes of
 * the secrets the file refers to.
 *
 * <p>A reading starts only after the one before has ended. A change is told once, after two equal
 * readings, whether the new content is valid or not.
 */
public final class ConfigWatch {
  /** Time between two readings when nothing is said. */
  public static final Duration EVERY = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Context context;
  private final ConfigFile file;
  private final Settling settling;
  private final long everyMillis;
  private final Consumer<ConfigResult> listener;
  private volatile boolean closed;

  private ConfigWatch(
      Vertx vertx,
      ConfigFile file,
      LoadedConfig first,
      Duration every,
      Consumer<ConfigResult> listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.file = file;
    this.settling = new Settling(first);
    this.everyMillis = Math.max(1, every.toMillis());
    this.listener = listener;
  }

  /**
   * Starts watching.
   *
   * @param first what runs now; a change since that reading is told
   * @param every time between two readings
   * @param listener called on this watch's own context, one call at a time
   */
  public static ConfigWatch start(
      Vertx vertx,
      ConfigFile file,
      LoadedConfig first,
      Duration every,
      Consumer<ConfigResult> listener) {
    var watch = new ConfigWatch(vertx, file, first, every, listener);
    watch.context.runOnContext(_ -> watch.sleep());
    return watch;
  }

  /** Stops watching; a reading under way may still end, but is not told. */
  public void close() {
    closed = true;
  }

  private void sleep() {
    if (!closed) {
      vertx.setTimer(everyMillis, _ -> look());
    }
  }

  private void look() {
    var taken = settling.taken();
    context
        .executeBlocking(() -> readIfChanged(taken))
        .onComplete(read -> {
          sleep();
          if (read.failed()) {
            throw new IllegalStateException("a configuration is read or refused", read.cause());
          }
          tell(read.result());
        });
  }

  private Optional<LoadedConfig> readIfChanged(LoadedConfig taken) {
    return file.stamp(taken.mounted()).equals(taken.stamp())
        ? Optional.empty()
        : Optional.of(file.load());
  }

  private void tell(Optional<LoadedConfig> read) {
    if (closed) {
      return;
    }
    if (read.isEmpty()) {
      settling.unchanged();
      return;
    }
    settling.on(read.get()).ifPresent(listener);
  }
}
