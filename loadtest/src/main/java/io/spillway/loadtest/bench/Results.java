package io.spillway.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All measurements of a run; what is asked of them is the median over the repetitions. */
final class Results {
  /**
   * A peer's memory with and without open streams, in bytes.
   *
   * @param heapPerStream NaN for a peer without a heap of its own
   */
  record Held(String peer, int streams, long resident, double heapPerStream, double restPerStream) {
    double perStream() {
      return (Double.isNaN(heapPerStream) ? 0 : heapPerStream) + restPerStream;
    }
  }

  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  void add(Held memory) {
    held.add(memory);
  }

  List<Measurement> all() {
    return List.copyOf(measurements);
  }

  List<Held> memory() {
    return List.copyOf(held);
  }

  /** True when a peer was measured under a load. */
  boolean has(String peer, Scenario scenario) {
    return measurements.stream().anyMatch(m -> m.peer().equals(peer) && m.scenario() == scenario);
  }

  /** A median; NaN when the peer was not measured under the load. */
  double median(String peer, Scenario scenario, ToDoubleFunction<Measurement> of) {
    return Median.of(
        measurements.stream()
            .filter(m -> m.peer().equals(peer) && m.scenario() == scenario)
            .map(of::applyAsDouble)
            .toList());
  }
}
