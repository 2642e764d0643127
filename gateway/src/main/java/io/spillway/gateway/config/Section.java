package io.spillway.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping of the document while it is read. Asking for a key makes it known; {@link #end} then
 * reports the keys nobody asked for. Every fault is noted in the {@link Reading} and answered with
 * a fallback, so that reading goes on.
 */
final class Section {
  private final Reading reading;
  private final String path;
  private final Map<String, YamlNode> entries;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> refused = new HashSet<>();

  Section(Reading reading, String path, Map<String, YamlNode> entries) {
    this.reading = reading;
    this.path = path;
    this.entries = entries;
  }

  /** The path of a key in here. */
  String path(String key) {
    return Shown.key(path, key);
  }

  /** Whether the key is written, with or without a value. */
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Whether it has no keys at all. */
  boolean empty() {
    return entries.isEmpty();
  }

  /** Notes something that is allowed but probably not meant. */
  void warn(String key, String message) {
    reading.warn(path(key), message);
  }

  /** A value that may be absent. */
  <T> Optional<T> value(String key, Value<T> type) {
    return find(key).flatMap(node -> reading.scalar(path(key), node, type));
  }

  /** A value with a default. */
  <T> T value(String key, Value<T> type, T fallback) {
    return value(key, type).orElse(fallback);
  }

  /** A value that must be there. */
  <T> Optional<T> required(String key, Value<T> type) {
    needs(key, type.expected());
    return value(key, type);
  }

  /** A list of values; absent: empty. A value that occurs twice is a problem. */
  <T> List<T> values(String key, Value<T> type, int min, int max) {
    var values = new LinkedHashSet<T>();
    for (Item item : items(key, min, max)) {
      var value = reading.scalar(item.path(), item.node(), type);
      if (value.isPresent() && !values.add(value.get())) {
        reading.problem(item.path(), "repeated", "every item once");
      }
    }
    return List.copyOf(values);
  }

  /** A nested mapping; absent: one without keys. */
  Section section(String key) {
    return find(key)
        .map(node -> reading.section(path(key), node))
        .orElseGet(() -> new Section(reading, path(key), Map.of()));
  }

  /** A list of mappings; absent: empty. */
  List<Section> sections(String key, int min, int max) {
    return items(key, min, max).stream()
        .map(item -> reading.section(item.path(), item.node()))
        .toList();
  }

  /** An item of a list, and where it stands. */
  record Item(String path, YamlNode node) {}

  /** A list of anything; absent: empty. */
  List<Item> items(String key, int min, int max) {
    var items = new ArrayList<Item>();
    var nodes = find(key).map(list -> reading.items(path(key), list, min, max)).orElse(List.of());
    for (YamlNode node : nodes) {
      items.add(new Item(Shown.item(path(key), items.size()), node));
    }
    return items;
  }

  /** Notes a key that is needed but not written. */
  void needs(String key, String expected) {
    if (!has(key)) {
      reading.problem(path(key), "missing", expected);
    }
  }

  /** Notes a relation between values that does not hold. */
  void problem(String key, Object value, String expected) {
    reading.problem(path(key), Shown.value(value.toString()), expected);
  }

  /** Refuses a key of the contract whose feature does not exist yet. */
  void refuse(String key) {
    refused.add(key);
    if (has(key)) {
      reading.problem(path(key), "not available in this version", "left out");
    }
  }

  /** Reports the keys that nobody asked for. */
  void end() {
    for (String key : entries.keySet()) {
      if (!known.contains(key) && !refused.contains(key)) {
        var near = NearMiss.of(key, known).map(k -> "; did you mean '" + k + "'?").orElse("");
        reading.problem(path(key), "unknown key", "one of " + String.join(", ", known) + near);
      }
    }
  }

  private Optional<YamlNode> find(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }
}
