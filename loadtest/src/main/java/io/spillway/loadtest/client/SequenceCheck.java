package io.spillway.loadtest.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks that numbered tokens arrive one after the other.
 *
 * <p>A simulated engine's answer is a row of {@code <request id>:<number> } tokens. When the first
 * token looks like that, all must: one id, numbers from the first on without a gap or a repeat.
 * Other text is not checked.
 */
final class SequenceCheck {
  private static final Pattern TOKEN = Pattern.compile("(\\S*):(\\d{1,9})");
  private static final int TOKEN_CHARS_MAX = 512;

  private enum Mode {
    UNKNOWN,
    NUMBERED,
    FREE
  }

  private final StringBuilder held = new StringBuilder();
  private Mode mode = Mode.UNKNOWN;
  private String id = "";
  private int tokens;
  private int next;
  private @Nullable String fault;

  /** Takes the next piece of the answer's text. */
  void feed(String text) {
    for (int i = 0; i < text.length() && mode != Mode.FREE; i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        token(held.toString());
        held.setLength(0);
      } else if (held.length() < TOKEN_CHARS_MAX) {
        held.append(c);
      } else {
        token(held.toString());
      }
    }
  }

  /** What was wrong, or null. */
  @Nullable String fault() {
    if (fault == null && mode == Mode.NUMBERED && !held.isEmpty()) {
      return "the last token is not whole: '" + held + "'";
    }
    return fault;
  }

  /** Numbered tokens so far; 0 for other text. */
  int tokens() {
    return mode == Mode.NUMBERED ? tokens : 0;
  }

  private void token(String token) {
    Matcher parts = TOKEN.matcher(token);
    boolean numbered = parts.matches();
    if (mode == Mode.UNKNOWN) {
      mode = numbered ? Mode.NUMBERED : Mode.FREE;
      if (numbered) {
        id = parts.group(1);
        next = Integer.parseInt(parts.group(2));
        if (next > 1) {
          fault("starts at " + next);
        }
      }
    }
    if (mode != Mode.NUMBERED) {
      return;
    }
    if (!numbered) {
      fault("'" + token + "' after token " + (next - 1));
    } else if (!parts.group(1).equals(id)) {
      fault("another answer's token after token " + (next - 1));
    } else if (Integer.parseInt(parts.group(2)) != next) {
      fault("token " + parts.group(2) + " where " + next + " was due");
    }
    tokens++;
    next++;
  }

  private void fault(String what) {
    if (fault == null) {
      fault = what;
    }
  }
}
