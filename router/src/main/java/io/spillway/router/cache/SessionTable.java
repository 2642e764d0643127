package io.spillway.router.cache;

/**
 * Where the cache of each session is: its place, a serial number of a pod or overflow target that
 * is never used again for another, and how many of its tokens are believed cached there.
 *
 * <p>A session that was not {@link #put} for longer than the time to live is as if absent; its room
 * is taken back when others come, two at a time. A full table gives up the session used least
 * recently among those with the same key bits: the table consists of up to 256 segments, each with
 * its own order of use and an equal part of the room, and each grows by itself, so that no single
 * growth copies more than a segment. Segments never shrink.
 *
 * <p>Keys must be spread evenly, as those of a keyed hash are. Not safe for use by several threads.
 */
public final class SessionTable {
  /** What {@link #find} says of a session that is not known. */
  public static final long ABSENT = -1;

  private static final int SEGMENTS_MAX = 256;
  private static final int SESSIONS_PER_SEGMENT = 1024;

  private final SessionSegment[] segments; // a power of 2
  private long ttlNanos;
  private int size;

  /**
   * An empty table.
   *
   * @param sessionsMax &gt; 0; rounded down to a multiple of the number of segments
   * @param ttlNanos how long a session is remembered after its last use
   */
  public SessionTable(int sessionsMax, long ttlNanos) {
    if (sessionsMax <= 0) {
      throw new IllegalArgumentException("sessionsMax " + sessionsMax + " (expected: > 0)");
    }
    segments = new SessionSegment[segmentsFor(sessionsMax)];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new SessionSegment(sessionsMax / segments.length);
    }
    this.ttlNanos = ttlNanos;
  }

  /** Sets the time to live, of sessions already known as well. */
  public void configure(long ttlNanos) {
    this.ttlNanos = ttlNanos;
  }

  /**
   * Looks a session up; this does not count as a use.
   *
   * @return what {@link #place} and {@link #tokens} read, or {@link #ABSENT}
   */
  public long find(long key, long nowNanos) {
    SessionSegment segment = segments[segment(key)];
    int before = segment.size();
    int session = segment.find(key, nowNanos, ttlNanos);
    size += segment.size() - before;
    return session == SessionSegment.NONE
        ? ABSENT
        : (long) segment.place(session) << 32 | segment.tokens(session);
  }

  /** The place in what {@link #find} returned. */
  public static int place(long found) {
    return (int) (found >>> 32);
  }

  /** The tokens in what {@link #find} returned. */
  public static int tokens(long found) {
    return (int) found;
  }

  /**
   * Uses a session: notes where its cache is from now on.
   *
   * @param place &gt;= 0
   * @param tokens &gt;= 0
   */
  public void put(long key, int place, int tokens, long nowNanos) {
    if (place < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "place " + place + ", tokens " + tokens + " (expected: >= 0)");
    }
    SessionSegment segment = segments[segment(key)];
    int before = segment.size();
    segment.set(segment.use(key, nowNanos, ttlNanos), place, tokens);
    size += segment.size() - before;
  }

  /** Forgets a session. */
  public void remove(long key) {
    SessionSegment segment = segments[segment(key)];
    int before = segment.size();
    segment.removeKey(key);
    size += segment.size() - before;
  }

  /** Sessions held, with those that are too old and were not taken out yet. */
  public int size() {
    return size;
  }

  /** What the arrays of sessions take, used or not. */
  public long bytes() {
    long bytes = 0;
    for (SessionSegment segment : segments) {
      bytes += segment.bytes();
    }
    return bytes;
  }

  /** How many segments a table has: few sessions are not spread thin. */
  static int segmentsFor(int sessionsMax) {
    int wanted = Math.max(1, sessionsMax / SESSIONS_PER_SEGMENT);
    return Math.min(SEGMENTS_MAX, Integer.highestOneBit(wanted));
  }

  /** By bits of the key that choose no bucket. */
  private int segment(long key) {
    return (int) (key >>> 48) & (segments.length - 1);
  }

  /** Throws when an invariant is broken. */
  void assertValid() {
    int sizes = 0;
    for (SessionSegment segment : segments) {
      segment.assertValid();
      sizes += segment.size();
    }
    if (sizes != size) {
      throw new IllegalStateException("broken: size " + size + " of " + sizes);
    }
  }
}
