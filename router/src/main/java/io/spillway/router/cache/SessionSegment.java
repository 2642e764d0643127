package io.spillway.router.cache;

import java.util.Arrays;

/**
 * One part of the sessions: a hash table with chaining, and the order of use. A session is an index
 * from 1. Its arrays double when they are full, up to the bound.
 */
final class SessionSegment {
  static final int NONE = 0;

  private static final int SESSIONS_FIRST = 8;
  private static final int RECLAIMED_MAX = 2;

  private static final int KEY = 0;
  private static final int USED_NANOS = 1;
  private static final int LONGS = 2;

  private static final int PLACE = 0;
  private static final int TOKENS = 1;
  private static final int NEXT = 2; // in the bucket, or in the list of free sessions
  private static final int OLDER = 3;
  private static final int NEWER = 4;
  private static final int INTS = 5;

  private final int sessionsMax;
  private long[] longs;
  private int[] ints;
  private int[] buckets; // a power of 2
  private int usedMax;
  private int free = NONE;
  private int newest = NONE;
  private int oldest = NONE;
  private int size;

  SessionSegment(int sessionsMax) {
    this.sessionsMax = sessionsMax;
    int capacity = Math.min(sessionsMax, SESSIONS_FIRST);
    longs = new long[(capacity + 1) * LONGS];
    ints = new int[(capacity + 1) * INTS];
    buckets = new int[bucketsFor(capacity)];
  }

  int size() {
    return size;
  }

  long bytes() {
    return (long) longs.length * Long.BYTES + (long) (ints.length + buckets.length) * Integer.BYTES;
  }

  /** The session with a key, used within a time, or {@link #NONE}; one unused for longer goes. */
  int find(long key, long nowNanos, long ttlNanos) {
    int session = find(key);
    if (session != NONE && expired(session, nowNanos, ttlNanos)) {
      remove(session);
      return NONE;
    }
    return session;
  }

  int place(int session) {
    return ints[session * INTS + PLACE];
  }

  int tokens(int session) {
    return ints[session * INTS + TOKENS];
  }

  /**
   * Makes the session with a key, or room for it, the newest; its place and tokens are to be set.
   */
  int use(long key, long nowNanos, long ttlNanos) {
    int session = find(key);
    if (session != NONE) {
      unlinkUse(session);
    } else {
      session = add(key, nowNanos, ttlNanos);
    }
    longs[session * LONGS + USED_NANOS] = nowNanos;
    linkNewest(session);
    return session;
  }

  void set(int session, int place, int tokens) {
    ints[session * INTS + PLACE] = place;
    ints[session * INTS + TOKENS] = tokens;
  }

  void removeKey(long key) {
    int session = find(key);
    if (session != NONE) {
      remove(session);
    }
  }

  private int find(long key) {
    int session = buckets[bucket(key)];
    while (session != NONE && longs[session * LONGS + KEY] != key) {
      session = ints[session * INTS + NEXT];
    }
    return session;
  }

  private int add(long key, long nowNanos, long ttlNanos) {
    for (int i = 0; i < RECLAIMED_MAX && oldest != NONE; i++) {
      if (!expired(oldest, nowNanos, ttlNanos)) {
        break;
      }
      remove(oldest);
    }
    if (size == sessionsMax) {
      remove(oldest);
    }
    int session = free;
    if (session != NONE) {
      free = ints[session * INTS + NEXT];
    } else {
      if ((usedMax + 1) * INTS == ints.length) {
        grow();
      }
      session = ++usedMax;
    }
    longs[session * LONGS + KEY] = key;
    chain(session);
    size++;
    return session;
  }

  private boolean expired(int session, long nowNanos, long ttlNanos) {
    return nowNanos - longs[session * LONGS + USED_NANOS] > ttlNanos;
  }

  private void remove(int session) {
    unchain(session);
    unlinkUse(session);
    ints[session * INTS + NEXT] = free;
    free = session;
    size--;
  }

  /** Nothing is free, so all indices are in use. */
  private void grow() {
    int capacity = Math.min(sessionsMax, usedMax * 2);
    longs = Arrays.copyOf(longs, (capacity + 1) * LONGS);
    ints = Arrays.copyOf(ints, (capacity + 1) * INTS);
    buckets = new int[bucketsFor(capacity)];
    for (int session = 1; session <= usedMax; session++) {
      chain(session);
    }
  }

  private void linkNewest(int session) {
    ints[session * INTS + NEWER] = NONE;
    ints[session * INTS + OLDER] = newest;
    if (newest != NONE) {
      ints[newest * INTS + NEWER] = session;
    } else {
      oldest = session;
    }
    newest = session;
  }

  private void unlinkUse(int session) {
    int newer = ints[session * INTS + NEWER];
    int older = ints[session * INTS + OLDER];
    if (newer != NONE) {
      ints[newer * INTS + OLDER] = older;
    } else {
      newest = older;
    }
    if (older != NONE) {
      ints[older * INTS + NEWER] = newer;
    } else {
      oldest = newer;
    }
  }

  private void chain(int session) {
    int bucket = bucket(longs[session * LONGS + KEY]);
    ints[session * INTS + NEXT] = buckets[bucket];
    buckets[bucket] = session;
  }

  private void unchain(int session) {
    int bucket = bucket(longs[session * LONGS + KEY]);
    int before = buckets[bucket];
    if (before == session) {
      buckets[bucket] = ints[session * INTS + NEXT];
      return;
    }
    while (ints[before * INTS + NEXT] != session) {
      before = ints[before * INTS + NEXT];
    }
    ints[before * INTS + NEXT] = ints[session * INTS + NEXT];
  }

  /** By the key's low bits, which have not chosen the segment. */
  private int bucket(long key) {
    return (int) key & (buckets.length - 1);
  }

  /** As many as sessions, rounded to a power of 2. */
  private static int bucketsFor(int capacity) {
    return Integer.highestOneBit(Math.max(1, capacity + capacity / 2));
  }

  /** Throws when an invariant is broken. */
  void assertValid() {
    int seen = 0;
    int newer = NONE;
    for (int session = newest; session != NONE; session = ints[session * INTS + OLDER]) {
      check(ints[session * INTS + NEWER] == newer, "the order of use reads the same both ways");
      check(find(longs[session * LONGS + KEY]) == session, "a session is found by its key");
      newer = session;
      seen++;
    }
    check(newer == oldest, "the order of use ends at the oldest");
    check(seen == size && size <= sessionsMax, "sessions are counted and bounded");
  }

  private static void check(boolean holds, String invariant) {
    if (!holds) {
      throw new IllegalStateException("broken: " + invariant);
    }
  }
}
