package io.spillway.loadtest.bench.profile;

/**
 * One frame of a stack.
 *
 * @param type the class's full name
 */
public record Frame(String type, String method) {
  private static final String OWN = "io.spillway.";

  /** True for the project's own code. */
  boolean own() {
    return type.startsWith(OWN);
  }

  /** The package, shortened to what tells layers apart. */
  String area() {
    int end = type.lastIndexOf('.');
    String all = end < 0 ? type : type.substring(0, end);
    String[] parts = all.split("\\.", -1);
    int kept = Math.min(parts.length, own() ? 4 : 3);
    return String.join(".", java.util.Arrays.copyOf(parts, kept));
  }

  @Override
  public String toString() {
    return type.substring(type.lastIndexOf('.') + 1) + "." + method;
  }
}
