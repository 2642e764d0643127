package io.spillway.router.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What the table must know, said with collections: for each segment its sessions, oldest first. */
final class NaiveSessions {
  private record Session(int place, int tokens, long usedNanos) {}

  private final List<SequencedMap<Long, Session>> segments = new ArrayList<>();
  private final int segmentMax;
  private long ttlNanos;

  NaiveSessions(int sessionsMax, long ttlNanos) {
    int count = SessionTable.segmentsFor(sessionsMax);
    for (int i = 0; i < count; i++) {
      segments.add(new LinkedHashMap<>());
    }
    this.segmentMax = sessionsMax / count;
    this.ttlNanos = ttlNanos;
  }

  void configure(long ttlNanos) {
    this.ttlNanos = ttlNanos;
  }

  long find(long key, long nowNanos) {
    Session session = segment(key).get(key);
    if (session != null && expired(session, nowNanos)) {
      segment(key).remove(key);
      session = null;
    }
    return session == null ? -1 : ((long) session.place << 32) + session.tokens;
  }

  void put(long key, int place, int tokens, long nowNanos) {
    var segment = segment(key);
    if (segment.remove(key) == null) {
      Iterator<Session> oldestFirst = segment.values().iterator();
      for (int i = 0;
          i < 2 && oldestFirst.hasNext() && expired(oldestFirst.next(), nowNanos);
          i++) {
        oldestFirst.remove();
      }
      if (segment.size() == segmentMax) {
        segment.pollFirstEntry();
      }
    }
    segment.put(key, new Session(place, tokens, nowNanos));
  }

  void remove(long key) {
    segment(key).remove(key);
  }

  int size() {
    return segments.stream().mapToInt(SequencedMap::size).sum();
  }

  private boolean expired(Session session, long nowNanos) {
    return nowNanos - session.usedNanos > ttlNanos;
  }

  private SequencedMap<Long, Session> segment(long key) {
    return segments.get((int) (key >>> 48) % segments.size());
  }
}
