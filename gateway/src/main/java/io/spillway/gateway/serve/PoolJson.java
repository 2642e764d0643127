package io.spillway.gateway.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.router.PoolSnapshot;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a pool knows, as fields of {@code /admin/fleet}. Unknown is left out. */
final class PoolJson {
  private PoolJson() {}

  /** Writes who waits and what is remembered. */
  static void write(ObjectNode model, PoolSnapshot pool, long nowNanos) {
    ArrayNode queue = model.putArray("queue");
    for (PoolSnapshot.Line.Waiting waiting : pool.line().classes()) {
      queue
          .addObject()
          .put("priority", waiting.priority().label())
          .put("waiting", waiting.requests())
          .put("tenants", waiting.tenants());
    }
    if (pool.waiting() > 0) {
      double seconds = (pool.line().firstDeadlineNanos() - nowNanos) / 1e9;
      model.put("firstExpiresSeconds", Math.max(0, seconds));
    }
    model.put("sessions", pool.memory().sessions());
    model.put("prefixBlocks", pool.memory().prefixBlocks());
    model.put("memoryBytes", pool.memory().bytes());
  }

  /** Writes how one pod stands, what it has to do and how fast it is. */
  static void write(ObjectNode json, PoolSnapshot.Endpoint pod) {
    if (pod.admits()) {
      json.put("health", pod.health().label());
    }
    var load = pod.load();
    json.put("othersInFlight", load.others());
    json.put("backlogTokens", Math.round(load.promptTokens()));
    json.put("expectedOutputTokens", Math.round(load.outputTokens()));
    json.put("prefillTokensPerSecond", load.tokensPerSecond());
    json.put("overheadSeconds", load.overheadSeconds());
    json.put("secondsPerToken", load.secondsPerToken());
    json.put("cacheTrust", load.cacheTrust());
    names(json, "adapters", pod.adapters().served());
    names(json, "adaptersLoaded", pod.adapters().loaded());
  }

  private static void names(ObjectNode json, String key, @Nullable Set<String> names) {
    if (names != null) {
      ArrayNode list = json.putArray(key);
      new TreeSet<>(names).forEach(list::add);
    }
  }
}
