package io.spillway.gateway.responses;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One tenant's part of the table, in the order of use. */
final class TenantShelf {
  /** Who has most first; of those, whose oldest is unused for longest. */
  static final Comparator<TenantShelf> GIVES_FIRST =
      Comparator.comparingInt(TenantShelf::size)
          .reversed()
          .thenComparing(TenantShelf::compareOldest)
          .thenComparingLong(shelf -> shelf.number);

  private record Entry(ResponsePlace place, long usedNanos) {}

  private final String tenant;
  private final long number;

  /** The one used longest ago comes first. */
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();

  /**
   * An empty shelf.
   *
   * @param number unlike that of every other shelf, and higher than those of older ones
   */
  TenantShelf(String tenant, long number) {
    this.tenant = tenant;
    this.number = number;
  }

  String tenant() {
    return tenant;
  }

  int size() {
    return entries.size();
  }

  void put(String id, ResponsePlace place, long nowNanos) {
    entries.putLast(id, new Entry(place, nowNanos));
  }

  /** Where a response is kept; being found is use. */
  @Nullable ResponsePlace use(String id, long nowNanos) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return null;
    }
    put(id, entry.place(), nowNanos);
    return entry.place();
  }

  void remove(String id) {
    entries.remove(id);
  }

  void removeOldest() {
    entries.pollFirstEntry();
  }

  /** Removes what has not been used for {@code timeToLiveNanos}. */
  void expire(long nowNanos, long timeToLiveNanos) {
    Map.Entry<String, Entry> first = entries.firstEntry();
    while (first != null && nowNanos - first.getValue().usedNanos() >= timeToLiveNanos) {
      entries.pollFirstEntry();
      first = entries.firstEntry();
    }
  }

  /** By difference, because the clock may pass the largest number. */
  private int compareOldest(TenantShelf other) {
    return Long.signum(oldestNanos() - other.oldestNanos());
  }

  private long oldestNanos() {
    Map.Entry<String, Entry> first = entries.firstEntry();
    return first == null ? 0 : first.getValue().usedNanos();
  }
}
