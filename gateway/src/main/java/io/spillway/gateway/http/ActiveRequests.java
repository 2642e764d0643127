package io.spillway.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests under way, so that a leaving gateway can wait for them, and cut those it cannot wait
 * for. Callable from any thread.
 */
public final class ActiveRequests {
  private final Map<Ticket, Runnable> running = new HashMap<>();
  private @Nullable Promise<Void> awaited;

  /** Stands for one request. */
  static final class Ticket {}

  /**
   * Notes that a request began.
   *
   * @param cut ends it
   */
  synchronized void began(Ticket request, Runnable cut) {
    running.put(request, cut);
  }

  /** Notes that a request ended. */
  void ended(Ticket request) {
    Promise<Void> reached = null;
    synchronized (this) {
      running.remove(request);
      if (running.isEmpty()) {
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
    return running.size();
  }

  /** Completes once no request is under way. */
  public synchronized Future<Void> none() {
    if (running.isEmpty()) {
      return Future.succeededFuture();
    }
    if (awaited == null) {
      awaited = Promise.promise();
    }
    return awaited.future();
  }

  /** Ends all that is under way: each client sees an error, not a mere end. */
  public void cut() {
    List<Runnable> cuts;
    synchronized (this) {
      cuts = List.copyOf(running.values());
    }
    cuts.forEach(Runnable::run);
  }
}
