package io.spillway.loadtest;

import java.util.stream.LongStream;

/** The seeds of random walks; {@code -Dseed=N} replays one. */
public final class Seeds {
  private Seeds() {}

  public static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, 40);
  }
}
