package io.spillway.loadtest.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The adapters an engine serves beside its model; they come and go while it runs. */
final class Adapters {
  private final Set<String> names;

  Adapters(List<String> names) {
    this.names = new LinkedHashSet<>(names);
  }

  List<String> names() {
    return List.copyOf(names);
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /** False if it is there already. */
  boolean load(String name) {
    return names.add(name);
  }

  /** False if it is not there. */
  boolean unload(String name) {
    return names.remove(name);
  }
}
