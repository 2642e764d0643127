package io.spillway.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of all held bodies together. Callable from any thread. */
public final class BodyBudget {
  private final long bytesMax;
  private final AtomicLong held = new AtomicLong();

  /** A budget of so many bytes, all of them free. */
  public BodyBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes bytes, or none of them. */
  boolean tryTake(long bytes) {
    long now = held.get();
    while (now + bytes <= bytesMax) {
      if (held.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = held.get();
    }
    return false;
  }

  /** Gives bytes back. */
  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Bytes held now. */
  public long held() {
    return held.get();
  }
}
