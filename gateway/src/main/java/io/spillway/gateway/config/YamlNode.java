package io.spillway.gateway.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a YAML document: what stands there, before anybody knows what it means. */
sealed interface YamlNode {
  /** What to call it in a message. */
  String kind();

  /** Keys and values, in the order written. */
  record Mapping(Map<String, YamlNode> entries) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A single value as written; it may be a secret, so it does not print. */
  record Scalar(String text) implements YamlNode {
    @Override
    public String kind() {
      return "a single value";
    }

    @Override
    public String toString() {
      return kind();
    }
  }

  /** A key without a value. */
  record Nothing() implements YamlNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }
}
