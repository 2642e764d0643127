package io.spillway.router.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SessionTableTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void knowsWhatMapsOfSessionsWouldKnow(long seed) {
    var random = new Random(seed);
    int sessionsMax = random.nextBoolean() ? 1 + random.nextInt(50) : 2048 + random.nextInt(2048);
    long now = Long.MAX_VALUE - 2000; // the clock runs over on the way
    var table = new SessionTable(sessionsMax, 100);
    var naive = new NaiveSessions(sessionsMax, 100);
    long[] keys = random.longs(1 + random.nextInt(120)).toArray();
    for (int step = 0; step < 2000; step++) {
      now += random.nextInt(4);
      long key = keys[random.nextInt(keys.length)];
      switch (random.nextInt(20)) {
        case 0 -> {
          table.remove(key);
          naive.remove(key);
        }
        case 1 -> {
          long ttl = random.nextInt(300);
          table.configure(ttl);
          naive.configure(ttl);
        }
        case 2, 3, 4, 5, 6, 7, 8, 9 ->
            assertThat(table.find(key, now)).isEqualTo(naive.find(key, now));
        default -> {
          int place = random.nextInt(Integer.MAX_VALUE);
          int tokens = random.nextInt(Integer.MAX_VALUE);
          table.put(key, place, tokens, now);
          naive.put(key, place, tokens, now);
          long found = table.find(key, now);
          assertThat(SessionTable.place(found)).isEqualTo(place);
          assertThat(SessionTable.tokens(found)).isEqualTo(tokens);
        }
      }
      assertThat(table.size()).isEqualTo(naive.size());
      table.assertValid();
    }
  }

  @Test
  void forgetsTheSessionUsedLeastRecentlyWhenFull() {
    var table = new SessionTable(2, 100);
    table.put(1, 10, 0, 0);
    table.put(2, 20, 0, 0);
    table.put(1, 10, 0, 1);
    table.put(3, 30, 0, 1);
    assertThat(table.find(2, 1)).isEqualTo(SessionTable.ABSENT);
    assertThat(SessionTable.place(table.find(1, 1))).isEqualTo(10);
    assertThat(SessionTable.place(table.find(3, 1))).isEqualTo(30);
  }

  @Test
  void remembersASessionForExactlyItsTime() {
    var table = new SessionTable(10, 100);
    table.put(1, 10, 7, 0);
    assertThat(table.find(1, 100)).isNotEqualTo(SessionTable.ABSENT);
    assertThat(table.find(1, 101)).isEqualTo(SessionTable.ABSENT);
    assertThat(table.size()).isZero();
  }

  @Test
  void takesTheRoomOfOldSessionsBackAsOthersCome() {
    var table = new SessionTable(1000, 100);
    for (int key = 0; key < 500; key++) {
      table.put(key, 0, 0, 0);
    }
    long bytes = table.bytes();
    for (int key = 1000; key < 1500; key++) {
      table.put(key, 0, 0, 200);
    }
    assertThat(table.size()).isEqualTo(500);
    assertThat(table.bytes()).isEqualTo(bytes);
  }

  @Test
  void neverHoldsMoreSessionsThanAllowed() {
    for (int sessionsMax : new int[] {1, 3, 1025, 5000, 300_001}) {
      var table = new SessionTable(sessionsMax, 100);
      new SplittableRandom(sessionsMax)
          .longs(2L * sessionsMax)
          .forEach(key -> table.put(key, 0, 0, 0));
      assertThat(table.size()).isBetween(sessionsMax * 9 / 10, sessionsMax);
    }
  }

  @Test
  void holdsAMillionSessionsInFarLessThanAHundredMegabytes() {
    long before = usedHeap();
    var table = millionSessions();
    long used = usedHeap() - before;
    assertThat(table.size()).isGreaterThan(980_000);
    assertThat(table.bytes()).isLessThan(60 * MIB);
    assertThat(used).isBetween(table.bytes() / 2, 200 * MIB);
  }

  @Test
  void refusesWhatItCannotHold() {
    var table = new SessionTable(10, 100);
    assertThatThrownBy(() -> table.put(1, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> table.put(1, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SessionTable(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static SessionTable millionSessions() {
    var table = new SessionTable(1_000_000, 100);
    new SplittableRandom(7).longs(1_000_000).forEach(key -> table.put(key, 1, 2, 3));
    return table;
  }

  /** After a collection, so that garbage of other tests does not count. */
  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
