package io.spillway.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a summary as text for people. */
public final class TextReport {
  private TextReport() {}

  /** The lines of a summary. */
  public static List<String> lines(LoadSummary summary) {
    var lines = new ArrayList<String>();
    var counts = summary.counts();
    lines.add(
        Words.say(
            "%d requests in %.1f s: %d success, %d declared errors (%d cut an answer), %d lost,"
                + " %d cancelled",
            counts.all(),
            summary.seconds(),
            counts.success(),
            counts.declared(),
            counts.cut(),
            counts.lost(),
            counts.cancelled()));
    summary.problems().forEach((name, count) -> lines.add(Words.say("  %6d  %s", count, name)));
    lines.add("");
    lines.add("seconds                 p50      p90      p95      p99      max");
    lines.add(row("first token", summary.latency().firstToken()));
    lines.add(row("whole answer", summary.latency().total()));
    lines.add(row("generator late", summary.latency().late()));
    lines.add("");
    if (!summary.tiers().isEmpty()) {
      lines.add("by tier: " + shares(summary.tiers()));
    }
    if (!summary.endpoints().isEmpty()) {
      lines.add("by endpoint: " + shares(summary.endpoints()));
    }
    Sessions sessions = summary.sessions();
    if (sessions.laterTurns() > 0) {
      lines.add(
          Words.say(
              "later turns where the turn before was: %d of %d (%.0f %%)",
              sessions.kept(), sessions.laterTurns(), 100 * sessions.share()));
    }
    Tokens tokens = summary.tokens();
    lines.add(
        Words.say(
            "tokens: %d of prompts (%.0f %% cached), %d of answers",
            tokens.prompt(), 100 * tokens.cachedShare(), tokens.completion()));
    return lines;
  }

  private static String row(String name, Quantiles q) {
    return Words.say(
        "%-18s %8.3f %8.3f %8.3f %8.3f %8.3f", name, q.p50(), q.p90(), q.p95(), q.p99(), q.max());
  }

  private static String shares(Map<String, Integer> counts) {
    double sum = counts.values().stream().mapToInt(Integer::intValue).sum();
    return counts.entrySet().stream()
        .map(e -> Words.say("%s %d (%.0f %%)", e.getKey(), e.getValue(), 100 * e.getValue() / sum))
        .collect(Collectors.joining(", "));
  }
}
