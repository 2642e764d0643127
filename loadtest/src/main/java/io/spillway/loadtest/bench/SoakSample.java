package io.spillway.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The gateway at one moment of a soak.
 *
 * @param second since the beginning
 * @param collected whether the heap holds only what lives
 * @param coreLoad share of the core since the last sample
 */
record SoakSample(
    long second,
    long resident,
    long heap,
    boolean collected,
    double eventsPerSecond,
    long errors,
    double delay99Nanos,
    double coreLoad) {
  private static final double GROWTH_MAX_MIB_PER_MINUTE = 2;

  /** A rise by less says nothing: a few buffers and a compiled method. */
  private static final double RISE_MIN_MIB = 4;

  private static final double SECONDS_PER_MINUTE = 60;
  private static final double MIB = 1024.0 * 1024;
  private static final int WARMUP_SHARE = 4;

  /** What is wrong: growth after the first quarter, and errors. */
  static List<String> complaints(List<SoakSample> samples) {
    var complaints = new ArrayList<String>();
    var settled = samples.subList(samples.size() / WARMUP_SHARE, samples.size());
    growth(complaints, "resident memory", settled, SoakSample::resident);
    var live = settled.stream().filter(SoakSample::collected).toList();
    growth(complaints, "live heap", live, SoakSample::heap);
    long errors = settled.stream().mapToLong(SoakSample::errors).sum();
    if (errors > 0) {
      complaints.add(errors + " requests failed");
    }
    return complaints;
  }

  private static void growth(
      List<String> complaints,
      String what,
      List<SoakSample> samples,
      ToDoubleFunction<SoakSample> of) {
    double perMinute =
        Slope.of(
            samples.stream()
                .map(sample ->
                    new Slope.Point(
                        sample.second() / SECONDS_PER_MINUTE, of.applyAsDouble(sample) / MIB))
                .toList());
    double minutes =
        samples.isEmpty()
            ? 0
            : (samples.getLast().second() - samples.getFirst().second()) / SECONDS_PER_MINUTE;
    if (perMinute > GROWTH_MAX_MIB_PER_MINUTE && perMinute * minutes > RISE_MIN_MIB) {
      complaints.add(
          "%s grows by %.1f MiB a minute (at most %.1f)"
              .formatted(what, perMinute, GROWTH_MAX_MIB_PER_MINUTE));
    }
  }
}
