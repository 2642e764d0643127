package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.wire.Load;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One load under which every peer is measured. */
enum Scenario {
  SMALL("small", "small request, 32 at once", false),
  SMALL_OPEN("small-open", "small request, 1,000/s", false),
  LARGE("large", "request with 64 KiB prompt, 32 at once", false),
  EVENTS_10("events10", "event, 1,000 streams x 10/s", true),
  EVENTS_50("events50", "event, 300 streams x 50/s", true);

  private static final int SMALL_BYTES = 128;
  private static final int LARGE_BYTES = 64 * 1024;

  private final String label;
  private final String title;
  private final boolean perEvent;

  Scenario(String label, String title, boolean perEvent) {
    this.label = label;
    this.title = title;
    this.perEvent = perEvent;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Scenario::label).toList();
  }

  /** The scenario that is called so. */
  static Optional<Scenario> named(String label) {
    return Arrays.stream(values()).filter(scenario -> scenario.label.equals(label)).findFirst();
  }

  String label() {
    return label;
  }

  /** What it is, for the tables. */
  String title() {
    return title;
  }

  /** True when cost is counted per event, false when per request. */
  boolean perEvent() {
    return perEvent;
  }

  Load load() {
    return switch (this) {
      case SMALL -> new Load.Closed(32, SMALL_BYTES);
      case SMALL_OPEN -> new Load.Open(1000, SMALL_BYTES);
      case LARGE -> new Load.Closed(32, LARGE_BYTES);
      case EVENTS_10 -> streams(1000, 100);
      case EVENTS_50 -> streams(300, 20);
    };
  }

  /** Whether delays say something: not where the proxy is driven to its limit. */
  boolean delays() {
    return this != SMALL && this != LARGE;
  }

  /** How long the load takes to become steady. */
  Duration settle() {
    return perEvent ? Duration.ofMillis(3500) : Duration.ofMillis(1000);
  }

  private static Load streams(int streams, int intervalMillis) {
    return new Load.Streams(streams, 100, Duration.ofMillis(intervalMillis), Duration.ofMillis(50));
  }
}
