package io.spillway.router;

import org.jspecify.annotations.Nullable;

/**
 * The prompts that one pod has been sent and has not finished, in the order they were sent, and how
 * much of them is left to compute.
 *
 * <p>Engines compute prompts in the order of arrival. A prompt leaves with its request's first
 * token; that of an answer that comes whole leaves when it should be done. Of the first one, what
 * should be done by now is taken off, but never all of it: that it is still there says that
 * something is left.
 */
final class Backlog {
  private static final double DONE_SHARE_MAX = 0.9;

  private @Nullable Assignment first;
  private @Nullable Assignment last;
  private double work;
  private int size;
  private long progressFrom;

  /** Takes a prompt that is sent now. */
  void add(Assignment sent, long nowNanos) {
    if (first == null) {
      progressFrom = nowNanos;
      first = sent;
    }
    sent.before = last;
    if (last != null) {
      last.after = sent;
    }
    last = sent;
    sent.pending = true;
    work += sent.work;
    size++;
  }

  /** Takes one out: its first token came, or it ended. Nothing happens when it has left before. */
  void remove(Assignment done, long nowNanos) {
    if (!done.pending) {
      return;
    }
    if (done == first) {
      progressFrom = nowNanos;
    }
    unlink(done);
  }

  /** Work left, as {@link PromptWork} counts, when so much is done per second. */
  double work(double perSecond, long nowNanos) {
    Assignment head = first;
    while (head != null && !head.request.prompt().streamed()) {
      long needed = (long) (head.work / perSecond * 1e9);
      if (nowNanos - progressFrom < needed) {
        break;
      }
      progressFrom += needed;
      unlink(head);
      head = first;
    }
    if (head == null) {
      return 0;
    }
    double done = (nowNanos - progressFrom) / 1e9 * perSecond;
    return work - Math.clamp(done, 0, DONE_SHARE_MAX * head.work);
  }

  /** Prompts left. */
  int size() {
    return size;
  }

  /** The one sent last of a class of urgency that may be asked to make room; null for none. */
  @Nullable Assignment newest(Priority priority) {
    for (Assignment at = last; at != null; at = at.before) {
      if (at.request.terms().priority() == priority && !at.preempted) {
        return at;
      }
    }
    return null;
  }

  /** Checks the sums; for tests. */
  void assertValid() {
    double sum = 0;
    int count = 0;
    for (Assignment at = first; at != null; at = at.after) {
      sum += at.work;
      count++;
    }
    if (count != size || Math.abs(sum - work) > 1e-6 * (1 + sum)) {
      throw new AssertionError(
          "%d prompts, %f tokens; counted %d, %f".formatted(size, work, count, sum));
    }
  }

  private void unlink(Assignment done) {
    Assignment before = done.before;
    Assignment after = done.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    done.before = null;
    done.after = null;
    done.pending = false;
    size--;
    work = size == 0 ? 0 : work - done.work;
  }
}
