package io.spillway.gateway.responses;

import org.jspecify.annotations.Nullable;

/**
 * What one request has to do with kept responses: the one it goes on from, and the one it makes.
 *
 * <p>Used by one thread at a time.
 */
public final class Lineage {
  private final ResponseTable table;
  private final String tenant;
  private final @Nullable Previous previous;
  private boolean open;

  /** A response to go on from, and where it is kept. */
  public record Previous(String id, ResponsePlace place) {}

  /**
   * The lineage of one tenant's request.
   *
   * @param previous what it goes on from; null when it begins anew
   * @param store true when the response it makes will be kept
   */
  public Lineage(ResponseTable table, String tenant, @Nullable Previous previous, boolean store) {
    this.table = table;
    this.tenant = tenant;
    this.previous = previous;
    this.open = store;
  }

  /** What it goes on from; null when it begins anew. */
  public @Nullable Previous previous() {
    return previous;
  }

  /**
   * Remembers where the response it makes is kept. Only the first id counts, and none if the
   * response is not kept.
   *
   * @param id null when it is not known yet
   */
  public void made(@Nullable String id, ResponsePlace place, long nowNanos) {
    if (open && id != null) {
      open = false;
      table.put(tenant, id, place, nowNanos);
    }
  }

  /** Forgets what it goes on from, because it is not kept any more. */
  public void previousLost() {
    if (previous != null) {
      table.forget(tenant, previous.id());
    }
  }
}
