package io.spillway.gateway.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What was last known of a pod's process; compares each sample with it.
 *
 * <p>Unknown values neither change the memory nor tell anything, so a restart is also seen across
 * samples that lack a value and across a time without samples.
 */
final class PodMemory {
  /** Clocks are adjusted and text is rounded; no process is replaced this fast. */
  private static final double SAME_START_SECONDS = 1;

  private double processStart = Double.NaN;
  private double completions = Double.NaN;
  private Sleep sleep = Sleep.UNKNOWN;

  /** What the sample shows to have changed; a restart comes first. */
  List<PodSignal> on(EngineSample sample) {
    var signals = new ArrayList<PodSignal>(2);
    boolean otherStart = Math.abs(sample.processStart() - processStart) > SAME_START_SECONDS;
    boolean wentBack = sample.completions() < completions;
    if (otherStart || wentBack) {
      signals.add(
          new PodSignal.Restarted(
              otherStart
                  ? PodSignal.Evidence.PROCESS_START
                  : PodSignal.Evidence.COMPLETIONS_WENT_BACK));
      completions = Double.NaN;
    }
    if (sample.sleep() == Sleep.ASLEEP && sleep != Sleep.ASLEEP) {
      signals.add(new PodSignal.Asleep());
    }
    if (sample.sleep() == Sleep.AWAKE && sleep == Sleep.ASLEEP) {
      signals.add(new PodSignal.Awake());
    }
    remember(sample);
    return signals;
  }

  private void remember(EngineSample sample) {
    processStart = knownOr(sample.processStart(), processStart);
    completions = knownOr(sample.completions(), completions);
    sleep = sample.sleep() == Sleep.UNKNOWN ? sleep : sample.sleep();
  }

  private static double knownOr(double value, double before) {
    return Double.isNaN(value) ? before : value;
  }
}
