package io.spillway.loadtest.bench.micro;

import io.spillway.router.cache.SessionTable;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Looking up and noting sessions in a full table of a million. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
public class SessionTableBenchmark {
  private static final int SESSIONS = 1_000_000;
  private static final int KEYS = 1 << 19; // a power of 2

  private final long[] keys = new long[KEYS];
  private final SplittableRandom random = new SplittableRandom(1);
  private SessionTable table = new SessionTable(1, Long.MAX_VALUE);
  private int next;

  /** Fills the table beyond its bound; the last keys are in it. */
  @Setup
  public void fill() {
    table = new SessionTable(SESSIONS, Long.MAX_VALUE);
    for (int i = 0; i < SESSIONS + KEYS; i++) {
      keys[i & (KEYS - 1)] = random.nextLong();
      table.put(keys[i & (KEYS - 1)], 1, 2, 0);
    }
  }

  /** A session that is known, and was not used for a while. */
  @Benchmark
  public long find() {
    return table.find(keys[next++ & (KEYS - 1)], 0);
  }

  /** The next turn of a session that is known. */
  @Benchmark
  public int put() {
    table.put(keys[next++ & (KEYS - 1)], 1, 2, 0);
    return table.size();
  }

  /** A new session, in place of the one used least recently. */
  @Benchmark
  public int putNew() {
    table.put(random.nextLong(), 1, 2, 0);
    return table.size();
  }
}
