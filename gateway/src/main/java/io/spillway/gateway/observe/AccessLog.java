package io.spillway.gateway.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The log: one line of JSON per finished request and per event of the gateway.
 *
 * <p>Callers only put an entry in a bounded queue; a thread of the log's own makes the lines and
 * writes them. When the sink is too slow, entries are dropped; the next line that is written says
 * how many in its field {@code dropped}.
 */
public final class AccessLog implements AutoCloseable {
  private static final int QUEUE_MAX = 8192;
  private static final int BATCH_BYTES = 32 * 1024;
  private static final Duration DRAIN_MAX = Duration.ofSeconds(2);
  private static final long IDLE_POLL_MILLIS = 100;
  private static final long GATHER_MILLIS = 5;

  private final BlockingQueue<LogEntry> queue;
  private final PrintStream sink;
  private final InstantSource clock;
  private final Runnable onDrop;
  private final Duration drainMax;
  private final AtomicLong droppedUntold = new AtomicLong();
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
  private final Thread writer;
  private volatile boolean closed;

  /**
   * How much a log may hold back.
   *
   * @param queueMax entries that may wait
   * @param drainMax how long closing waits for them
   */
  record Bounds(int queueMax, Duration drainMax) {
    static final Bounds DEFAULTS = new Bounds(QUEUE_MAX, DRAIN_MAX);
  }

  private AccessLog(PrintStream sink, InstantSource clock, Runnable onDrop, Bounds bounds) {
    this.queue = new ArrayBlockingQueue<>(bounds.queueMax());
    this.sink = sink;
    this.clock = clock;
    this.onDrop = onDrop;
    this.drainMax = bounds.drainMax();
    this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
  }

  /**
   * Starts a log.
   *
   * @param sink where lines go; not closed by this log
   * @param onDrop called for each entry that is dropped, on the thread that offered it
   */
  public static AccessLog start(PrintStream sink, InstantSource clock, Runnable onDrop) {
    return start(sink, clock, onDrop, Bounds.DEFAULTS);
  }

  static AccessLog start(PrintStream sink, InstantSource clock, Runnable onDrop, Bounds bounds) {
    var log = new AccessLog(sink, clock, onDrop, bounds);
    log.writer.start();
    return log;
  }

  /** Logs one finished request. */
  public void request(RequestOutcome outcome) {
    offer(new LogEntry.Request(clock.instant(), outcome));
  }

  /**
   * Logs an event of the gateway itself.
   *
   * @param name what happened, such as {@code config_reloaded}
   * @param keyValues keys in camelCase, each followed by its value; a null value is left out
   */
  public void event(String name, @Nullable Object... keyValues) {
    var fields = new ArrayList<LogEntry.Field>(keyValues.length / 2);
    for (int i = 0; i + 1 < keyValues.length; i += 2) {
      Object value = keyValues[i + 1];
      if (value != null) {
        fields.add(LogEntry.Field.of(String.valueOf(keyValues[i]), value));
      }
    }
    offer(new LogEntry.Event(clock.instant(), name, List.copyOf(fields)));
  }

  /** Writes what waits, for a bounded time, then ends; later entries are dropped. */
  @Override
  public void close() {
    closed = true;
    try {
      if (!writer.join(drainMax)) {
        writer.interrupt();
      }
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void offer(LogEntry entry) {
    if (closed || !queue.offer(entry)) {
      droppedUntold.incrementAndGet();
      onDrop.run();
    }
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        LogEntry first = queue.poll(IDLE_POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          append(first);
          gather();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes what comes within a moment together. Meanwhile nobody waits at the queue, so that those
   * who put entries there need not wake anybody.
   */
  private void gather() throws InterruptedException {
    if (!closed) {
      Thread.sleep(GATHER_MILLIS);
    }
    for (LogEntry next = queue.poll(); next != null; next = queue.poll()) {
      append(next);
    }
    flush();
  }

  private void append(LogEntry entry) {
    try (var json = OutcomeJson.generator(batch)) {
      json.writeStartObject();
      OutcomeJson.time(json, entry.time());
      entry.write(json);
      long dropped = droppedUntold.getAndSet(0);
      if (dropped > 0) {
        json.writeNumberField("dropped", dropped);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    batch.write('\n');
    if (batch.size() >= BATCH_BYTES) {
      flush();
    }
  }

  private void flush() {
    if (batch.size() > 0) {
      sink.write(batch.toByteArray(), 0, batch.size());
      sink.flush();
      batch.reset();
    }
  }
}
