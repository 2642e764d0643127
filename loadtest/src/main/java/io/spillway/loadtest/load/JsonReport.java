package io.spillway.loadtest.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Writes a run as JSON for programs. Times are in seconds. */
public final class JsonReport {
  private JsonReport() {}

  /** The figures and the series of a run. */
  public static JsonObject json(LoadSummary summary, TimeSeries series) {
    var latency = summary.latency();
    var sessions = summary.sessions();
    var tokens = summary.tokens();
    var seconds = new JsonArray();
    series.seconds().forEach(second -> seconds.add(json(second)));
    return new JsonObject()
        .put("seconds", summary.seconds())
        .put("requests", json(summary.counts()))
        .put("problems", json(summary.problems()))
        .put("firstToken", json(latency.firstToken()))
        .put("total", json(latency.total()))
        .put("generatorLate", json(latency.late()))
        .put("tiers", json(summary.tiers()))
        .put("endpoints", json(summary.endpoints()))
        .put(
            "sessions",
            new JsonObject().put("laterTurns", sessions.laterTurns()).put("kept", sessions.kept()))
        .put(
            "tokens",
            new JsonObject()
                .put("prompt", tokens.prompt())
                .put("cached", tokens.cached())
                .put("completion", tokens.completion()))
        .put("series", seconds);
  }

  private static JsonObject json(LoadSummary.Counts counts) {
    return new JsonObject()
        .put("all", counts.all())
        .put("success", counts.success())
        .put("declared", counts.declared())
        .put("cut", counts.cut())
        .put("lost", counts.lost())
        .put("cancelled", counts.cancelled());
  }

  private static JsonObject json(Quantiles q) {
    return new JsonObject()
        .put("count", q.count())
        .put("p50", q.p50())
        .put("p90", q.p90())
        .put("p95", q.p95())
        .put("p99", q.p99())
        .put("max", q.max());
  }

  private static JsonObject json(TimeSeries.Second second) {
    return new JsonObject()
        .put("arrivals", second.arrivals())
        .put("inFlight", second.inFlight())
        .put("ended", json(second.ended()))
        .put("firstToken", json(second.firstToken()));
  }

  private static JsonObject json(Map<String, Integer> counts) {
    var json = new JsonObject();
    counts.forEach(json::put);
    return json;
  }
}
