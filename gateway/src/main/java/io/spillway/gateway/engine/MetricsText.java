package io.spillway.gateway.engine;

import java.util.OptionalDouble;

/**
 * Reads metrics in the Prometheus text format, as engines of all ages write it.
 *
 * <p>One pass over the bytes, no copies: a sample is shown as places in the text. A line that is
 * not a sample (a comment, a blank, garbage) is skipped, so that one broken line costs nothing but
 * itself. Timestamps and exemplars behind a value are ignored.
 */
final class MetricsText {
  /** Text longer than this is not read. */
  static final int BYTES_MAX = 4 * 1024 * 1024;

  /** Takes samples in the order of the text; one is valid during the call only. */
  @FunctionalInterface
  interface Sink {
    void sample(MetricSample sample);
  }

  private final byte[] text;
  private int at;

  private MetricsText(byte[] text) {
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @return false when it is too long, and nothing of it was read
   */
  static boolean read(byte[] text, Sink sink) {
    if (text.length > BYTES_MAX) {
      return false;
    }
    new MetricsText(text).readLines(sink);
    return true;
  }

  private void readLines(Sink sink) {
    var sample = new MetricSample(text);
    while (at < text.length) {
      if (readSample(sample)) {
        sink.sample(sample);
      }
      skipLine();
    }
  }

  /** Reads {@code name{labels} value} from the start of a line; stays within the line. */
  private boolean readSample(MetricSample sample) {
    skipBlanks();
    sample.nameFrom = at;
    skipName();
    sample.nameTo = at;
    if (sample.nameFrom == sample.nameTo) {
      return false;
    }
    skipBlanks();
    sample.labelsFrom = at;
    sample.labelsTo = at;
    if (at < text.length && text[at] == '{') {
      sample.labelsFrom = ++at;
      if (!skipLabels()) {
        return false;
      }
      sample.labelsTo = at++;
    } else if (at == sample.nameTo) {
      return false; // another character than a blank follows the name
    }
    skipBlanks();
    int valueFrom = at;
    skipWord();
    OptionalDouble value = DecimalText.parse(text, valueFrom, at);
    sample.value = value.orElse(Double.NaN);
    return value.isPresent();
  }

  private void skipName() {
    int from = at;
    while (at < text.length && isNamePart(text[at], at == from)) {
      at++;
    }
  }

  /** Goes to the closing brace; braces within quotes do not count. */
  private boolean skipLabels() {
    boolean quoted = false;
    for (; at < text.length && text[at] != '\n'; at++) {
      byte b = text[at];
      if (quoted && b == '\\' && at + 1 < text.length && text[at + 1] != '\n') {
        at++;
      } else if (b == '"') {
        quoted = !quoted;
      } else if (b == '}' && !quoted) {
        return true;
      }
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length && isBlank(text[at])) {
      at++;
    }
  }

  private void skipWord() {
    while (at < text.length && !isBlank(text[at]) && text[at] != '\n') {
      at++;
    }
  }

  private void skipLine() {
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    at++;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private static boolean isNamePart(byte b, boolean first) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '_'
        || b == ':'
        || (!first && b >= '0' && b <= '9');
  }
}
