package io.spillway.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One reading of a document: fills in references, turns nodes into values, and collects what is
 * wrong instead of stopping at it. Past {@value #PROBLEMS_MAX} problems only their number is kept.
 */
final class Reading {
  private static final int PROBLEMS_MAX = 1000;

  private final Interpolation interpolation;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();
  private int unreported;

  Reading(Interpolation interpolation) {
    this.interpolation = interpolation;
  }

  /** Notes a problem. */
  void problem(String path, String value, String expected) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(new Problem(path.isEmpty() ? "the file" : path, value, expected));
    } else {
      unreported++;
    }
  }

  /** Notes a warning. */
  void warn(String path, String message) {
    warnings.add(new Warning(path, message));
  }

  /** All problems so far, in the order of reading. */
  List<Problem> problems() {
    if (unreported == 0) {
      return List.copyOf(problems);
    }
    var all = new ArrayList<>(problems);
    all.add(new Problem("the file", unreported + " more problems", "none"));
    return List.copyOf(all);
  }

  /** All warnings so far. */
  List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  /** A single value; empty, with a problem noted, when it is not of the given kind. */
  <T> Optional<T> scalar(String path, YamlNode node, Value<T> type) {
    if (!(node instanceof YamlNode.Scalar(String raw))) {
      problem(path, node.kind(), type.expected());
      return Optional.empty();
    }
    String shown = type.hidden() ? Secret.SHOWN : Shown.value(raw);
    return switch (interpolation.expand(raw)) {
      case Interpolation.Outcome.Dangling(String reference, String expected) -> {
        problem(path, Shown.value(reference), expected);
        yield Optional.empty();
      }
      case Interpolation.Outcome.Malformed(String expected) -> {
        problem(path, shown, expected);
        yield Optional.empty();
      }
      case Interpolation.Outcome.Text(String text) -> {
        var value = type.parse().apply(text);
        if (value.isEmpty()) {
          problem(path, shown, type.expected());
        }
        yield value;
      }
    };
  }

  /** A mapping; one without keys, with a problem noted, when it is something else. */
  Section section(String path, YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping(var entries) -> new Section(this, path, entries);
      case YamlNode.Nothing _ -> new Section(this, path, Map.of());
      case YamlNode.Scalar _, YamlNode.Sequence _ -> {
        problem(path, node.kind(), "a mapping of keys to values");
        yield new Section(this, path, Map.of());
      }
    };
  }

  /** The items of a list within bounds; none, with a problem noted, otherwise. */
  List<YamlNode> items(String path, YamlNode node, int min, int max) {
    String rule = "a list of " + min + " to " + max;
    if (!(node instanceof YamlNode.Sequence(List<YamlNode> items))) {
      problem(path, node.kind(), rule);
      return List.of();
    }
    if (items.size() < min || items.size() > max) {
      problem(path, items.size() + " items", rule);
      return List.of();
    }
    return items;
  }
}
