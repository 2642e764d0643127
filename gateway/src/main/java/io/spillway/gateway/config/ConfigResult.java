package io.spillway.gateway.config;

import java.util.List;

/** The outcome of reading a configuration. */
public sealed interface ConfigResult {
  /** Every value is within its bounds. */
  record Valid(Config config, List<Warning> warnings) implements ConfigResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** It cannot be used; every problem found, at least one. */
  record Invalid(List<Problem> problems) implements ConfigResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
