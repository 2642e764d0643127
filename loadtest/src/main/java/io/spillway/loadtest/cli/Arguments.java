package io.spillway.loadtest.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Options of a command: {@code --name value}, {@code --name=value}, or {@code --name} alone for a
 * switch. An option may stand several times; where one value is wanted the last counts.
 */
public final class Arguments {
  private final Map<String, List<String>> values;

  private Arguments(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads a command line.
   *
   * @param args what follows the command
   * @param options names of the options that take a value, with their dashes
   * @param switches names of those that take none
   * @throws UsageException on an unknown option, a missing value or a word that belongs to none
   */
  public static Arguments parse(List<String> args, Set<String> options, Set<String> switches)
      throws UsageException {
    var values = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
      String name = equals < 0 ? arg : arg.substring(0, equals);
      String value;
      if (switches.contains(name)) {
        if (equals >= 0) {
          throw new UsageException(name + " takes no value");
        }
        value = "";
      } else if (!options.contains(name)) {
        throw unknown(name, options, switches);
      } else if (equals >= 0) {
        value = arg.substring(equals + 1);
      } else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--")) {
        value = args.get(++i);
      } else {
        throw new UsageException(name + " needs a value");
      }
      values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return new Arguments(values);
  }

  /** True if the option stands there. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** All values of an option, in order. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /** The value of an option. */
  public String text(String name, String otherwise) {
    return values.getOrDefault(name, List.of(otherwise)).getLast();
  }

  /** The value of an option, a whole number within bounds. */
  public int whole(String name, int otherwise, int min, int max) throws UsageException {
    if (!has(name)) {
      return otherwise;
    }
    String text = text(name, "");
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of bounds is.
    }
    throw wrong(name, text, "a whole number from " + min + " to " + max);
  }

  /** The value of an option, a number above zero. */
  public double positive(String name, double otherwise) throws UsageException {
    if (!has(name)) {
      return otherwise;
    }
    String text = text(name, "");
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of bounds is.
    }
    throw wrong(name, text, "a number above 0");
  }

  /** The value of an option, a length of time such as {@code 150ms}, {@code 2s} or {@code 5m}. */
  public Duration duration(String name, Duration otherwise) throws UsageException {
    if (!has(name)) {
      return otherwise;
    }
    String text = text(name, "");
    return Quantities.duration(text)
        .orElseThrow(() -> wrong(name, text, "a duration such as 150ms, 2s, 5m"));
  }

  /** The value of an option, a size in bytes such as {@code 512KiB} or {@code 32MiB}. */
  public long bytes(String name, long otherwise) throws UsageException {
    if (!has(name)) {
      return otherwise;
    }
    String text = text(name, "");
    return Quantities.bytes(text)
        .orElseThrow(() -> wrong(name, text, "a size such as 512KiB, 32MiB"));
  }

  /** An error of one option's value. */
  public static UsageException wrong(String name, String value, String expected) {
    return new UsageException("%s: %s (expected: %s)".formatted(name, value, expected));
  }

  private static UsageException unknown(
      String name, Collection<String> options, Collection<String> switches) {
    var known = new ArrayList<>(options);
    known.addAll(switches);
    String hint = Nearest.of(name, known).map(near -> " (did you mean " + near + "?)").orElse("");
    String what = name.startsWith("-") ? "unknown option " : "unexpected argument ";
    return new UsageException(what + name + hint);
  }
}
