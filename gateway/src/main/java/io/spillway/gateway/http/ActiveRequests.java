package io.spillway.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Counts the requests under way, so that a leaving gateway can wait for them. */
public final class ActiveRequests {
  private int count;
  private @Nullable Promise<Void> awaited;

  synchronized void began() {
    count++;
  }

  void ended() {
    Promise<Void> reached = null;
    synchronized (this) {
      count--;
      if (count == 0) {
        reached = awaited;
        awaited = null;
      }
    }
    if (reached != null) {
      reached.tryComplete();
    }
  }

  /** Requests under way. */
  public synchronized int count() {
    return count;
  }

  /** Completes once no request is under way. */
  public synchronized Future<Void> none() {
    if (count == 0) {
      return Future.succeededFuture();
    }
    if (awaited == null) {
      awaited = Promise.promise();
    }
    return awaited.future();
  }
}
