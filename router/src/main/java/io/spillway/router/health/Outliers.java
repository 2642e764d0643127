package io.spillway.router.health;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Judges the pods of one pool by what requests met on them, and says which take more.
 *
 * <pre>
 *            5 failures in a row, or too many in 10 s,                time over
 *            where the others have fewer
 *   WELL ───────────────────────────────────────────────► EJECTED ─────────────► TRIAL
 *    │ ▲                                                     ▲                    │ │
 *    │ │                                                     └─── a failure ──────┘ │
 *    │ └────────── two successes (after a pause one) ───────────────────────────────┘
 *    │                                                                            ▲
 *    └─── refused: full ───► PAUSED ──── time over, and no success since ─────────┘
 * </pre>
 *
 * <p>Pods are small numbers; one that {@linkplain #left left} may be given out again. Each request
 * carries the pass it {@linkplain #began began} with to its {@linkplain #ended end}; a pass from
 * before its pod was ejected or left says nothing any more, so that what was under way then neither
 * lengthens an ejection nor ends it.
 *
 * <p>At most a share of the pods is ejected, and never the only one; an outlier above that share
 * goes on as a suspect, and is ejected with a later failure once there is room. Pauses know no such
 * bound: were full pods left in, their fast refusals would attract traffic. When every pod is
 * paused requests wait, which is right, because each of them is full and asked again within the
 * longest pause.
 *
 * <p>On trial, one undecided request at a time is let through. It is decided by its first token or
 * its end; an end that says nothing lets the next request try. What stays undecided for long, as an
 * answer does that comes whole, lets the next request try, too, and counts whenever it is decided.
 */
public final class Outliers {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long ALWAYS = Long.MIN_VALUE;

  private final HealthConfig config;
  private final Outcomes outcomes;
  private long[] closedUntil = new long[0];
  private Standing[] standings = new Standing[0];
  private long serial = 1;
  private int admitting;
  private int ejected;
  private long nextChange = NEVER;

  /** What is known of one pod beside its outcomes. */
  private static final class Standing {
    boolean admits;
    boolean ejected;
    boolean suspect;

    /** Passes before this one do not count. */
    long since;

    /** The passes of the undecided trials. */
    final Set<Long> trials = new HashSet<>();

    /** The pass of the last of them, which may be decided. */
    long lastTrial;

    /** Until when the last trial keeps others away, unless it is decided before. */
    long triedUntil = ALWAYS;

    int trialSuccesses;
    int ejections;
    long ejectedUntil = ALWAYS;
    long backAt = ALWAYS;
    int refusals;
    long pausedUntil = ALWAYS;

    boolean onTrial() {
      return ejected || refusals > 0;
    }

    void endTrials() {
      trials.clear();
      triedUntil = ALWAYS;
    }

    long closedUntil() {
      return Math.max(triedUntil, Math.max(ejectedUntil, pausedUntil));
    }
  }

  /** Judges nobody yet. */
  public Outliers(HealthConfig config) {
    this.config = config;
    this.outcomes = new Outcomes(config.outlier());
  }

  /**
   * A pod admits requests from now on. Whatever put it there knows it to serve: it starts well, and
   * only the number of its ejections is kept.
   */
  public void joined(int pod) {
    grow(pod);
    Standing standing = standings[pod];
    if (!standing.admits) {
      standing.admits = true;
      admitting++;
    }
  }

  /** A pod admits no more requests. Its passes do not count any more. */
  public void left(int pod, long nowNanos) {
    if (pod >= standings.length || !standings[pod].admits) {
      return;
    }
    Standing standing = standings[pod];
    if (standing.ejected) {
      comesBack(pod, nowNanos);
    }
    standing.admits = false;
    standing.suspect = false;
    standing.since = ++serial;
    standing.endTrials();
    standing.refusals = 0;
    standing.pausedUntil = ALWAYS;
    closedUntil[pod] = ALWAYS;
    outcomes.clear(pod);
    admitting--;
    while (ejected > config.ejection().podsMax(admitting)) {
      comesBack(firstToComeBack(), nowNanos);
    }
  }

  /** A pod is gone; its number may be given to another one. */
  public void forget(int pod, long nowNanos) {
    left(pod, nowNanos);
    if (pod < standings.length) {
      standings[pod].ejections = 0;
    }
  }

  /** True when a pod that admits may be given a request now. */
  public boolean takes(int pod, long nowNanos) {
    return nowNanos >= closedUntil[pod];
  }

  /**
   * A request begins on a pod that {@linkplain #takes takes} it.
   *
   * @return its pass, to be given back with {@link #ended}
   */
  public long began(int pod, long nowNanos) {
    Standing standing = standings[pod];
    if (!standing.onTrial()) {
      return Pass.of(serial, pod);
    }
    long pass = Pass.of(++serial, pod);
    standing.trials.add(pass);
    standing.lastTrial = pass;
    standing.triedUntil = nowNanos + config.ejection().trialMax().toNanos();
    close(pod);
    return pass;
  }

  /** True when a request with that pass is an undecided trial of its pod. */
  public boolean trial(long pass) {
    return standings[Pass.pod(pass)].trials.contains(pass);
  }

  /** The first token is there. It decides a trial, because streams last longer than a trial may. */
  public void produced(long pass, long nowNanos) {
    int pod = Pass.pod(pass);
    if (decided(pass)) {
      trialSucceeded(pod, nowNanos);
    }
  }

  /**
   * A request has ended.
   *
   * @param retryAfterSeconds when a pod that refused wants to be asked again; 0: not said
   */
  public void ended(long pass, Verdict verdict, int retryAfterSeconds, long nowNanos) {
    int pod = Pass.pod(pass);
    Standing standing = standings[pod];
    if (!standing.admits || Pass.serial(pass) < standing.since) {
      return;
    }
    boolean trial = decided(pass);
    switch (verdict) {
      case SUCCESS -> succeeded(pod, trial, nowNanos);
      case FAILURE, UNREACHABLE -> failed(pod, nowNanos);
      case REFUSED -> refused(pod, retryAfterSeconds, nowNanos);
      case CALLER, UNKNOWN -> {}
    }
  }

  /** How a pod stands. */
  public Health health(int pod, long nowNanos) {
    Standing standing = standings[pod];
    if (nowNanos < standing.ejectedUntil && standing.ejected) {
      return Health.EJECTED;
    }
    if (nowNanos < standing.pausedUntil) {
      return Health.PAUSED;
    }
    if (standing.onTrial()) {
      return Health.TRIAL;
    }
    return standing.suspect ? Health.SUSPECT : Health.WELL;
  }

  /**
   * When a pod next takes requests again by time alone, or a little before; {@code Long.MAX_VALUE}
   * when none is to.
   */
  public long nextChangeNanos(long nowNanos) {
    if (nowNanos >= nextChange) {
      nextChange = NEVER;
      for (long until : closedUntil) {
        if (until > nowNanos) {
          nextChange = Math.min(nextChange, until);
        }
      }
    }
    return nextChange;
  }

  /** Pods that are ejected, those on trial after it included. */
  public int ejected() {
    return ejected;
  }

  private void succeeded(int pod, boolean trial, long nowNanos) {
    Standing standing = standings[pod];
    if (standing.ejected) {
      if (trial) {
        trialSucceeded(pod, nowNanos);
      }
      return;
    }
    outcomes.succeeded(pod, nowNanos);
    standing.suspect = standing.suspect && outcomes.outlier(pod, nowNanos);
    if (standing.refusals > 0) {
      standing.refusals = 0;
      standing.endTrials();
      close(pod);
    }
  }

  private void failed(int pod, long nowNanos) {
    Standing standing = standings[pod];
    if (standing.ejected) {
      eject(pod, nowNanos);
      return;
    }
    outcomes.failed(pod, nowNanos);
    boolean outlier = outcomes.outlier(pod, nowNanos);
    if (outlier && ejected < config.ejection().podsMax(admitting)) {
      ejected++;
      eject(pod, nowNanos);
    } else {
      standing.suspect = outlier;
    }
  }

  /** Of requests that were under way together, the first refusal begins the pause. */
  private void refused(int pod, int retryAfterSeconds, long nowNanos) {
    Standing standing = standings[pod];
    if (nowNanos >= standing.pausedUntil) {
      standing.refusals = Math.min(standing.refusals + 1, Integer.SIZE);
    }
    long pause = config.pause().nanos(standing.refusals, retryAfterSeconds);
    standing.pausedUntil = Math.max(standing.pausedUntil, nowNanos + pause);
    close(pod);
  }

  private void trialSucceeded(int pod, long nowNanos) {
    Standing standing = standings[pod];
    standing.refusals = 0;
    if (standing.ejected && ++standing.trialSuccesses >= config.ejection().trialSuccesses()) {
      comesBack(pod, nowNanos);
    }
    if (!standing.onTrial()) {
      standing.endTrials();
    }
    close(pod);
  }

  private void eject(int pod, long nowNanos) {
    Standing standing = standings[pod];
    boolean forgiven =
        !standing.ejected
            && standing.backAt != ALWAYS
            && nowNanos - standing.backAt >= config.ejection().forgiveAfter().toNanos();
    standing.ejections = forgiven ? 1 : Math.min(standing.ejections + 1, Integer.SIZE);
    standing.ejected = true;
    standing.suspect = false;
    standing.since = ++serial;
    standing.endTrials();
    standing.trialSuccesses = 0;
    standing.ejectedUntil = nowNanos + config.ejection().nanos(standing.ejections);
    outcomes.clear(pod);
    close(pod);
  }

  private void comesBack(int pod, long nowNanos) {
    Standing standing = standings[pod];
    standing.ejected = false;
    standing.endTrials();
    standing.backAt = nowNanos;
    standing.ejectedUntil = ALWAYS;
    ejected--;
    close(pod);
  }

  /** The ejected pod whose time ends first. */
  private int firstToComeBack() {
    int first = -1;
    for (int pod = 0; pod < standings.length; pod++) {
      if (standings[pod].ejected
          && (first < 0 || standings[pod].ejectedUntil < standings[first].ejectedUntil)) {
        first = pod;
      }
    }
    return first;
  }

  /** Takes a request out of the undecided trials; false when it is none of them. */
  private boolean decided(long pass) {
    int pod = Pass.pod(pass);
    Standing standing = standings[pod];
    boolean trial = !standing.trials.isEmpty() && standing.trials.remove(pass);
    if (trial && standing.lastTrial == pass) {
      standing.triedUntil = ALWAYS;
      close(pod);
    }
    return trial;
  }

  /** Sets until when a pod takes nothing. */
  private void close(int pod) {
    long until = standings[pod].closedUntil();
    closedUntil[pod] = until;
    nextChange = Math.min(nextChange, until);
  }

  private void grow(int pod) {
    int from = standings.length;
    if (pod < from) {
      return;
    }
    int size = Math.max(pod + 1, 2 * from);
    closedUntil = Arrays.copyOf(closedUntil, size);
    standings = Arrays.copyOf(standings, size);
    for (int i = from; i < size; i++) {
      closedUntil[i] = ALWAYS;
      standings[i] = new Standing();
    }
    outcomes.grow(size);
  }

  void assertValid() {
    int admits = 0;
    int out = 0;
    for (int pod = 0; pod < standings.length; pod++) {
      Standing standing = standings[pod];
      admits += standing.admits ? 1 : 0;
      out += standing.ejected ? 1 : 0;
      check(!standing.ejected || standing.admits, "an ejected pod admits");
      check(standing.trials.isEmpty() || standing.onTrial(), "a trial is of a pod on trial");
      check(
          (standing.triedUntil == ALWAYS) == !standing.trials.contains(standing.lastTrial),
          "the last trial keeps others away, and it alone");
      check(closedUntil[pod] >= standing.triedUntil, "one trial at a time");
    }
    check(admits == admitting && out == ejected, "the counts agree");
    check(ejected <= config.ejection().podsMax(admitting), "the share is kept");
    outcomes.assertValid();
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("broken: " + what);
    }
  }
}
