package io.spillway.loadtest.demo;

import io.spillway.loadtest.trace.RateProfile;
import io.spillway.loadtest.trace.RateProfile.Point;
import java.time.Duration;
import java.util.List;

/**
 * What happens when: calm, ramp, peak beyond what the pods can take, a pod dies in it, calm.
 *
 * @param length from the first request to the summary
 * @param speed how many times faster than real time engines work
 */
record Story(Duration length, double speed) {
  private static final double CALM_RATE = 3;
  private static final double PEAK_RATE = 11;
  private static final double RAMP_BEGINS = 0.2;
  private static final double PEAK_BEGINS = 0.4;
  private static final double POD_DIES = 0.55;
  private static final double POD_RETURNS = 0.6;
  private static final double PEAK_ENDS = 0.75;
  private static final double CALM_BEGINS = 0.8;
  private static final double LATE_POD_LOADS = 0.22;
  private static final double RETURNED_POD_LOADS = 0.06;
  private static final double LAST_ARRIVAL = 0.93;
  private static final double GAP_SCALE_PER_SECOND = 1 / 1800.0;

  /** A part of the story. */
  enum Stage {
    /** Two pods have room for everything; the third still loads. */
    CALM("calm: two pods, the third still loads"),
    /** More every second. */
    RAMP("ramp: traffic grows"),
    /** More than all pods can take. */
    PEAK("peak: more than the pods can take"),
    /** The same, and one pod less. */
    POD_LOST("peak: a pod has died"),
    /** Traffic falls, the pod comes back through the gate. */
    CALM_AGAIN("calm again"),
    /** Nothing new is asked; answers end. */
    OVER("the last answers");

    private final String title;

    Stage(String title) {
      this.title = title;
    }

    /** What a viewer is told. */
    String title() {
      return title;
    }
  }

  Story {
    if (!length.isPositive() || !(speed > 0)) {
      throw new IllegalArgumentException("story: %s, %s (expected: > 0)".formatted(length, speed));
    }
  }

  /** The stage at a second. */
  Stage stage(double second) {
    double share = second / seconds();
    if (share < RAMP_BEGINS) {
      return Stage.CALM;
    } else if (share < PEAK_BEGINS) {
      return Stage.RAMP;
    } else if (share < POD_DIES) {
      return Stage.PEAK;
    } else if (share < PEAK_ENDS) {
      return Stage.POD_LOST;
    }
    return share < LAST_ARRIVAL ? Stage.CALM_AGAIN : Stage.OVER;
  }

  /** Requests per second over time. */
  RateProfile rate() {
    return new RateProfile(
        List.of(
            new Point(0, speed * CALM_RATE),
            new Point(RAMP_BEGINS * seconds(), speed * CALM_RATE),
            new Point(PEAK_BEGINS * seconds(), speed * PEAK_RATE),
            new Point(PEAK_ENDS * seconds(), speed * PEAK_RATE),
            new Point(CALM_BEGINS * seconds(), speed * CALM_RATE)));
  }

  /** How long requests arrive. */
  Duration arrivals() {
    return share(LAST_ARRIVAL);
  }

  /** How long the late pod refuses connections. */
  Duration latePodLoads() {
    return share(LATE_POD_LOADS);
  }

  /** How long the pod that died refuses connections once it is started again. */
  Duration returnedPodLoads() {
    return share(RETURNED_POD_LOADS);
  }

  /** When a pod dies. */
  Duration podDies() {
    return share(POD_DIES);
  }

  /** When it is started again. */
  Duration podReturns() {
    return share(POD_RETURNS);
  }

  /** Factor on the recorded gaps between turns, so that conversations go on within the story. */
  double gapScale() {
    return seconds() * GAP_SCALE_PER_SECOND;
  }

  double seconds() {
    return length.toMillis() / 1000.0;
  }

  private Duration share(double share) {
    return Duration.ofMillis(Math.round(share * length.toMillis()));
  }
}
