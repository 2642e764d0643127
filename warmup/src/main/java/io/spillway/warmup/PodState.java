package io.spillway.warmup;

/** Where a pod is in its life, with what only that state knows. */
public sealed interface PodState {
  /** The wake moment of a state that awaits nothing. */
  long NEVER = Long.MAX_VALUE;

  /** What it keeps through all states. */
  PodLife life();

  /** The name of the state. */
  PodPhase phase();

  /** Why it is there, for people; empty when there is nothing to say. */
  String reason();

  /** When time alone changes something; {@link #NEVER} when it does not. */
  long wakeNanos();

  /** The number of the one call under way; 0 when none is. */
  default long underWay() {
    return 0;
  }

  /** The same state of another life. */
  PodState with(PodLife life);

  /** A state in which requests are admitted, and health probes go on. */
  sealed interface Admitting extends PodState {
    /** The health probes since it was admitted. */
    Attempts probes();

    /** The same state after another probe. */
    Admitting with(PodLife life, Attempts probes);

    @Override
    default Admitting with(PodLife life) {
      return with(life, probes());
    }

    @Override
    default String reason() {
      return "";
    }

    @Override
    default long underWay() {
      return probes().underWay();
    }
  }

  /**
   * Known, not looked at yet.
   *
   * @param firstProbeNanos when it will be, so that a whole fleet is not probed at one moment
   */
  record Discovered(PodLife life, long firstProbeNanos) implements PodState {
    @Override
    public PodPhase phase() {
      return PodPhase.DISCOVERED;
    }

    @Override
    public String reason() {
      return "not looked at yet";
    }

    @Override
    public long wakeNanos() {
      return firstProbeNanos;
    }

    @Override
    public Discovered with(PodLife newLife) {
      return new Discovered(newLife, firstProbeNanos);
    }
  }

  /**
   * Asked for its health until it is healthy often enough in a row.
   *
   * @param probes the health probes since this began
   */
  record Probing(PodLife life, Attempts probes, String reason) implements PodState {
    @Override
    public PodPhase phase() {
      return PodPhase.PROBING;
    }

    @Override
    public long wakeNanos() {
      return probes.dueNanos();
    }

    @Override
    public long underWay() {
      return probes.underWay();
    }

    @Override
    public Probing with(PodLife newLife) {
      return new Probing(newLife, probes, reason);
    }
  }

  /**
   * Answers completions, one at a time, until it has proved itself warm.
   *
   * @param prompts the completions since this began
   * @param failed completions that failed since this began, in a row or not
   */
  record Warming(PodLife life, Attempts prompts, int failed, String reason) implements PodState {
    @Override
    public PodPhase phase() {
      return PodPhase.WARMING;
    }

    @Override
    public long wakeNanos() {
      return prompts.dueNanos();
    }

    @Override
    public long underWay() {
      return prompts.underWay();
    }

    @Override
    public Warming with(PodLife newLife) {
      return new Warming(newLife, prompts, failed, reason);
    }
  }

  /**
   * Takes a share that grows with time.
   *
   * @param tickNanos when the share is next told
   * @param endNanos when it is the full one
   */
  record Ramping(PodLife life, Attempts probes, long tickNanos, long endNanos)
      implements Admitting {
    @Override
    public PodPhase phase() {
      return PodPhase.RAMPING;
    }

    @Override
    public long wakeNanos() {
      return Math.min(probes.dueNanos(), Math.min(tickNanos, endNanos));
    }

    @Override
    public Ramping with(PodLife newLife, Attempts newProbes) {
      return new Ramping(newLife, newProbes, tickNanos, endNanos);
    }
  }

  /** Takes its full share. */
  record Serving(PodLife life, Attempts probes) implements Admitting {
    @Override
    public PodPhase phase() {
      return PodPhase.SERVING;
    }

    @Override
    public long wakeNanos() {
      return probes.dueNanos();
    }

    @Override
    public Serving with(PodLife newLife, Attempts newProbes) {
      return new Serving(newLife, newProbes);
    }
  }

  /**
   * Removed, and finishes what it has.
   *
   * @param untilNanos when it is given up, whatever is in flight
   */
  record Draining(PodLife life, long untilNanos) implements PodState {
    @Override
    public PodPhase phase() {
      return PodPhase.DRAINING;
    }

    @Override
    public String reason() {
      return "removed, requests in flight";
    }

    @Override
    public long wakeNanos() {
      return untilNanos;
    }

    @Override
    public Draining with(PodLife newLife) {
      return new Draining(newLife, untilNanos);
    }
  }

  /**
   * Did not prove itself warm, and is left alone for a while.
   *
   * @param untilNanos when it is probed again
   */
  record Failed(PodLife life, long untilNanos, String reason) implements PodState {
    @Override
    public PodPhase phase() {
      return PodPhase.FAILED;
    }

    @Override
    public long wakeNanos() {
      return untilNanos;
    }

    @Override
    public Failed with(PodLife newLife) {
      return new Failed(newLife, untilNanos, reason);
    }
  }

  /** Removed, with nothing in flight; final. */
  record Gone(PodLife life, String reason) implements PodState {
    @Override
    public PodPhase phase() {
      return PodPhase.GONE;
    }

    @Override
    public long wakeNanos() {
      return NEVER;
    }

    @Override
    public Gone with(PodLife newLife) {
      return this;
    }
  }
}
