package io.spillway.router;

/**
 * The name of one endpoint: a pod or an overflow target. Unique within a model, safe to show to
 * clients, never an address.
 *
 * @param name a short label such as {@code pod-0}; not blank
 */
public record EndpointId(String name) implements Comparable<EndpointId> {
  public EndpointId {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: not blank)");
    }
  }

  @Override
  public int compareTo(EndpointId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
