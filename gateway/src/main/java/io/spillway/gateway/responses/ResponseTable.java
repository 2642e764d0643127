package io.spillway.gateway.responses;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where responses are kept, for a bounded number of them and a bounded time.
 *
 * <p>Being found is use: a conversation that goes on keeps what it builds on. Over the bound, the
 * tenant that has most gives up the one it used longest ago; of several that have most, the one
 * whose oldest has been unused for longest. So no tenant pushes out another that has less than
 * itself, and a tenant alone may have the whole table.
 *
 * <p>Ids are kept as engines chose them; what a client asks for is never kept. A response takes
 * about 200 bytes with an id of 50 characters, at most 700; a tenant without responses takes none.
 * Every operation takes a time that grows with the logarithm of the number of tenants. Safe for use
 * by many threads.
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

  private final int responsesMax;
  private final long timeToLiveNanos;
  private final Map<String, TenantShelf> shelves = new HashMap<>();

  /** The one that gives up a response next comes first; a shelf is taken out while it changes. */
  private final TreeSet<TenantShelf> givers = new TreeSet<>(TenantShelf.GIVES_FIRST);

  private long nextShelf;
  private int size;

  public ResponseTable(Limits limits) {
    responsesMax = limits.responsesMax();
    timeToLiveNanos = limits.timeToLive().toNanos();
  }

  /** Remembers where a tenant's response is kept; an id that is empty or absurdly long is not. */
  public synchronized void put(String tenant, String id, ResponsePlace place, long nowNanos) {
    if (id.isEmpty() || id.length() > ID_CHARS_MAX) {
      return;
    }
    TenantShelf shelf = taken(tenant, nowNanos);
    shelf.put(id, place, nowNanos);
    putBack(shelf);
    if (size > responsesMax) {
      TenantShelf giver = givers.removeFirst();
      size -= giver.size();
      giver.removeOldest();
      putBack(giver);
    }
  }

  /** Where a tenant's response is kept; null when the tenant has none of that id. */
  public synchronized @Nullable ResponsePlace find(String tenant, String id, long nowNanos) {
    if (!shelves.containsKey(tenant)) {
      return null;
    }
    TenantShelf shelf = taken(tenant, nowNanos);
    ResponsePlace place = shelf.use(id, nowNanos);
    putBack(shelf);
    return place;
  }

  /** Forgets a tenant's response, once it was deleted or its pod is gone. */
  public synchronized void forget(String tenant, String id) {
    TenantShelf shelf = shelves.get(tenant);
    if (shelf != null) {
      givers.remove(shelf);
      size -= shelf.size();
      shelf.remove(id);
      putBack(shelf);
    }
  }

  /** How many responses are remembered, expired ones that nobody asked for included. */
  public synchronized int size() {
    return size;
  }

  /** Checks the invariants; for tests. */
  synchronized void assertValid() {
    int counted = 0;
    for (TenantShelf shelf : shelves.values()) {
      counted += shelf.size();
      if (shelf.size() == 0 || !givers.contains(shelf)) {
        throw new AssertionError(shelf.tenant() + " has " + shelf.size() + ", or gives none");
      }
    }
    if (counted != size || size > responsesMax || givers.size() != shelves.size()) {
      throw new AssertionError(counted + " are there, counted as " + size);
    }
  }

  /** A tenant's shelf without what has expired on it, taken out of the order. */
  private TenantShelf taken(String tenant, long nowNanos) {
    TenantShelf shelf = shelves.computeIfAbsent(tenant, name -> new TenantShelf(name, nextShelf++));
    givers.remove(shelf);
    size -= shelf.size();
    shelf.expire(nowNanos, timeToLiveNanos);
    return shelf;
  }

  private void putBack(TenantShelf shelf) {
    if (shelf.size() == 0) {
      shelves.remove(shelf.tenant());
    } else {
      size += shelf.size();
      givers.add(shelf);
    }
  }
}
