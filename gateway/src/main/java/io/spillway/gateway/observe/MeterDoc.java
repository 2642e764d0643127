package io.spillway.gateway.observe;

import java.util.List;

/**
 * What one meter is called and means.
 *
 * @param name as it is scraped; a histogram's without {@code _bucket}, {@code _sum}, {@code _count}
 * @param labels their names, in order
 * @param help one sentence
 */
public record MeterDoc(String name, Type type, List<String> labels, String help) {
  /** The kind of a meter, with the name that the text format gives it. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  public MeterDoc {
    labels = List.copyOf(labels);
  }

  static MeterDoc counter(String name, String help, String... labels) {
    return new MeterDoc(name, Type.COUNTER, List.of(labels), help);
  }

  static MeterDoc gauge(String name, String help, String... labels) {
    return new MeterDoc(name, Type.GAUGE, List.of(labels), help);
  }

  static MeterDoc histogram(String name, String help, String... labels) {
    return new MeterDoc(name, Type.HISTOGRAM, List.of(labels), help);
  }
}
