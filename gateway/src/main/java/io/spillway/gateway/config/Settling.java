package io.spillway.gateway.config;

import java.util.Optional;

/**
 * Decides when a changed file is believed: a change counts once two readings in a row found the
 * same, so that a file caught half-written is not taken.
 */
final class Settling {
  private LoadedConfig taken;
  private Optional<String> pending = Optional.empty();

  Settling(LoadedConfig first) {
    taken = first;
  }

  /** What was taken last. */
  LoadedConfig taken() {
    return taken;
  }

  /** Notes that the files are as they were taken. */
  void unchanged() {
    pending = Optional.empty();
  }

  /** Notes a reading; present when it is a change that has settled. */
  Optional<ConfigResult> on(LoadedConfig read) {
    if (read.stamp().equals(taken.stamp())) {
      unchanged();
      return Optional.empty();
    }
    if (!pending.equals(Optional.of(read.stamp()))) {
      pending = Optional.of(read.stamp());
      return Optional.empty();
    }
    taken = read;
    unchanged();
    return Optional.of(read.result());
  }
}
