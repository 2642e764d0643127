package io.spillway.loadtest.engine;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The failures that are switched on.
 *
 * @param active in the order in which they are tried
 */
public record Failures(List<Failure> active) {
  /** An engine that works. */
  public static final Failures NONE = new Failures(List.of());

  public Failures {
    active = List.copyOf(active);
  }

  /** These failures. */
  public static Failures of(Failure... failures) {
    return new Failures(List.of(failures));
  }

  /** True if the whole engine fails in this way. */
  boolean has(FailureKind kind) {
    return active.stream().anyMatch(failure -> failure.kind() == kind);
  }

  /** The failure of the next request: the first one that falls to it. */
  Optional<Failure> draw(RandomGenerator random) {
    return active.stream()
        .filter(failure -> !failure.kind().ofEngine())
        .filter(failure -> failure.share() >= 1 || random.nextDouble() < failure.share())
        .findFirst();
  }
}
