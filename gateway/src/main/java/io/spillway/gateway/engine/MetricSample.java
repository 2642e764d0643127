package io.spillway.gateway.engine;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One sample as places in the text it stands in; the reader moves it from sample to sample. */
final class MetricSample {
  private final byte[] text;
  int nameFrom;
  int nameTo;
  int labelsFrom;
  int labelsTo;
  double value;

  MetricSample(byte[] text) {
    this.text = text;
  }

  double value() {
    return value;
  }

  String name() {
    return string(nameFrom, nameTo);
  }

  int nameLength() {
    return nameTo - nameFrom;
  }

  /** True when its name is the given one, which is ASCII. */
  boolean named(String name) {
    return nameTo - nameFrom == name.length() && matches(nameFrom, name);
  }

  /** True when its name begins with the given text, which is ASCII. */
  boolean nameStartsWith(String prefix) {
    return nameTo - nameFrom >= prefix.length() && matches(nameFrom, prefix);
  }

  /** The value of a label, its escapes resolved; null when it has none of this name. */
  @Nullable String label(String name) {
    int at = labelsFrom;
    while (at < labelsTo) {
      while (at < labelsTo && (text[at] == ',' || text[at] == ' ' || text[at] == '\t')) {
        at++;
      }
      int keyFrom = at;
      while (at < labelsTo && text[at] != '=' && text[at] != '"') {
        at++;
      }
      int keyTo = trimmed(keyFrom, at);
      while (at < labelsTo && text[at] != '"') {
        at++;
      }
      int valueFrom = Math.min(at + 1, labelsTo);
      int valueTo = closingQuote(valueFrom);
      if (keyTo - keyFrom == name.length() && matches(keyFrom, name)) {
        return unescaped(valueFrom, valueTo);
      }
      at = valueTo + 1;
    }
    return null;
  }

  private int trimmed(int from, int to) {
    int end = to;
    while (end > from && (text[end - 1] == ' ' || text[end - 1] == '\t')) {
      end--;
    }
    return end;
  }

  private int closingQuote(int from) {
    int at = from;
    while (at < labelsTo && text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, labelsTo);
  }

  private String unescaped(int from, int to) {
    String raw = string(from, to);
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    var plain = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length()) {
        c = raw.charAt(++i);
        plain.append(c == 'n' ? '\n' : c);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private boolean matches(int from, String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      if (text[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String string(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }
}
