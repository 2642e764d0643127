package io.spillway.loadtest.demo;

import static io.spillway.loadtest.load.Words.say;

import io.spillway.loadtest.demo.PromiseCheck.Facts;
import io.spillway.loadtest.demo.PromiseCheck.Promise;
import io.spillway.loadtest.load.LoadSummary;
import io.spillway.loadtest.load.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The demo's end in figures.
 *
 * @param load what the client saw
 * @param cost the same traffic paid for in three ways
 * @param facts what the promises are judged by
 * @param desired pods the gateway wanted, by the second it changed its mind
 */
record DemoSummary(
    LoadSummary load, CostComparison cost, Facts facts, NavigableMap<Integer, Integer> desired) {

  List<Promise> promises() {
    return PromiseCheck.of(facts);
  }

  boolean held() {
    return promises().stream().allMatch(Promise::held);
  }

  List<String> lines(Paint paint) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(paint.bold("What happened"));
    lines.addAll(figures());
    lines.add("");
    lines.add(paint.bold("What it cost"));
    lines.addAll(money());
    lines.add("");
    lines.add(paint.bold("What was promised"));
    for (Promise promise : promises()) {
      lines.add(
          (promise.held() ? paint.green("  held    ") : paint.red("  BROKEN  "))
              + say("%-64s %s", promise.name(), promise.seen()));
    }
    return lines;
  }

  private List<String> figures() {
    var lines = new ArrayList<String>();
    var counts = load.counts();
    Quantiles first = load.latency().firstToken();
    SessionsKept sessions = facts.sessions();
    lines.add(
        say(
            "  requests             %d: %d answered, %d declared errors, %d lost, %d not sent",
            counts.all(), counts.success(), counts.declared(), counts.lost(), counts.cancelled()));
    load.problems().forEach((name, count) -> lines.add(say("    %5d %s", count, name)));
    lines.add(say("  cut streams          %d, each with a visible error at its end", counts.cut()));
    lines.add(say("  requests to cold pods %d", facts.cold()));
    lines.add(
        say(
            "  conversations        %d later turns, %d on the pod of the turn before; %d of the %d that"
                + " nothing gave a reason to move",
            sessions.laterTurns(), sessions.samePod(), sessions.stayed(), sessions.couldStay()));
    lines.add(say("  overflow share       %.1f %% of the answers", 100 * overflowShare()));
    lines.add(
        say(
            "  first token          p50 %.2f s, p95 %.2f s, p99 %.2f s, worst %.2f s",
            first.p50(), first.p95(), first.p99(), first.max()));
    lines.add(
        say(
            "  prompt tokens cached %.0f %% of %d",
            100 * load.tokens().cachedShare(), load.tokens().prompt()));
    lines.add("  pods wanted          " + desiredOverTime());
    return lines;
  }

  private List<String> money() {
    return List.of(
        say(
            "  as it ran            $%.4f  (pods $%.4f, overflow $%.4f)",
            cost.totalUsd(), cost.podsUsd(), cost.overflowUsd()),
        say(
            "  pods only            $%.4f  (%d pods: %s)",
            cost.podsOnlyUsd(), cost.podsOnlyCount(), CostComparison.PODS_ONLY),
        say(
            "  serverless only      $%.4f  (%s)",
            cost.serverlessOnlyUsd(), CostComparison.SERVERLESS_ONLY));
  }

  private double overflowShare() {
    Map<String, Integer> tiers = load.tiers();
    int all = tiers.values().stream().mapToInt(Integer::intValue).sum();
    return all == 0 ? 0 : tiers.getOrDefault("overflow", 0) / (double) all;
  }

  private String desiredOverTime() {
    var parts = new ArrayList<String>();
    desired.forEach((second, pods) -> parts.add(LiveView.clock(second) + " " + pods));
    return parts.isEmpty() ? "unknown" : String.join(", ", parts);
  }
}
