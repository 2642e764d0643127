package io.spillway.gateway.responses;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where responses are kept, for a bounded number of them and a bounded time.
 *
 * <p>Over the bound, the one that was used longest ago is forgotten. Being found is use: a
 * conversation that goes on keeps what it builds on. Ids are kept as engines chose them; what a
 * client asks for is never kept. Safe for use by many threads.
 */
public final class ResponseTable {
  /** The longest id that is kept, in characters. */
  public static final int ID_CHARS_MAX = 256;

  /**
   * What bounds the table.
   *
   * @param responsesMax the most responses that are remembered
   * @param timeToLive how long one is remembered after its last use
   */
  public record Limits(int responsesMax, Duration timeToLive) {
    public static final Limits DEFAULTS = new Limits(100_000, Duration.ofHours(24));

    public Limits {
      if (responsesMax < 1) {
        throw new IllegalArgumentException("responsesMax: " + responsesMax + " (expected: 1..)");
      }
      if (timeToLive.isNegative() || timeToLive.isZero()) {
        throw new IllegalArgumentException("timeToLive: " + timeToLive + " (expected: above 0s)");
      }
    }
  }

  private record Key(String tenant, String id) {}

  private record Entry(ResponsePlace place, long usedNanos) {}

  private final int responsesMax;
  private final long timeToLiveNanos;

  /** The one used longest ago comes first. */
  private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>();

  public ResponseTable(Limits limits) {
    responsesMax = limits.responsesMax();
    timeToLiveNanos = limits.timeToLive().toNanos();
  }

  /** Remembers where a tenant's response is kept; an id that is empty or absurdly long is not. */
  public synchronized void put(String tenant, String id, ResponsePlace place, long nowNanos) {
    if (id.isEmpty() || id.length() > ID_CHARS_MAX) {
      return;
    }
    expire(nowNanos);
    entries.putLast(new Key(tenant, id), new Entry(place, nowNanos));
    if (entries.size() > responsesMax) {
      entries.pollFirstEntry();
    }
  }

  /** Where a tenant's response is kept; null when the tenant has none of that id. */
  public synchronized @Nullable ResponsePlace find(String tenant, String id, long nowNanos) {
    expire(nowNanos);
    var key = new Key(tenant, id);
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    entries.putLast(key, new Entry(entry.place(), nowNanos));
    return entry.place();
  }

  /** Forgets a tenant's response, once it was deleted or its pod is gone. */
  public synchronized void forget(String tenant, String id) {
    entries.remove(new Key(tenant, id));
  }

  /** How many responses are remembered, expired ones that nobody asked for included. */
  public synchronized int size() {
    return entries.size();
  }

  private void expire(long nowNanos) {
    Map.Entry<Key, Entry> first = entries.firstEntry();
    while (first != null && nowNanos - first.getValue().usedNanos() >= timeToLiveNanos) {
      entries.pollFirstEntry();
      first = entries.firstEntry();
    }
  }
}
