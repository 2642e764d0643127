package io.spillway.gateway.config;

/**
 * One fault of a configuration, printed as {@code path: value (expected: rule)}.
 *
 * @param path where it is, such as {@code models[0].queue.max}; for broken YAML a line and column
 * @param value what stands there, or what is wrong; never a secret's value
 * @param expected the rule
 */
public record Problem(String path, String value, String expected) {
  @Override
  public String toString() {
    return path + ": " + value + " (expected: " + expected + ")";
  }
}
