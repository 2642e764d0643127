package io.spillway.loadtest.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.loadtest.bench.wire.DelayHistogram;

/** Every single measurement of a run, for other programs. */
final class JsonResults {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonResults() {}

  static String of(Results results) {
    ObjectNode root = JSON.createObjectNode();
    var list = root.putArray("measurements");
    results.all().forEach(measurement -> write(list.addObject(), measurement));
    var memory = root.putArray("memory");
    for (Results.Held held : results.memory()) {
      memory
          .addObject()
          .put("peer", held.peer())
          .put("streams", held.streams())
          .put("residentBytes", held.resident())
          .put("heapBytesPerStream", held.heapPerStream())
          .put("otherBytesPerStream", held.restPerStream());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  private static void write(ObjectNode json, Measurement measurement) {
    var tally = measurement.tally();
    json.put("peer", measurement.peer())
        .put("scenario", measurement.scenario().label())
        .put("repetition", measurement.repetition())
        .put("seconds", measurement.seconds())
        .put("coreSeconds", measurement.coreSeconds())
        .put("engineAndClientSeconds", measurement.ownSeconds())
        .put("othersShare", measurement.otherShare())
        .put("microsPerUnit", measurement.microsPerUnit())
        .put("requests", tally.requests())
        .put("events", tally.events())
        .put("errors", tally.errors());
    delays(json, "latency", tally.latency());
    delays(json, "firstToken", tally.firstToken());
    delays(json, "eventDelay", tally.eventDelay());
  }

  private static void delays(ObjectNode json, String name, DelayHistogram delays) {
    if (delays.count() > 0) {
      json.putObject(name)
          .put("count", delays.count())
          .put("p50Nanos", delays.quantile(0.5))
          .put("p90Nanos", delays.quantile(0.9))
          .put("p99Nanos", delays.quantile(0.99))
          .put("maxNanos", delays.quantile(1));
    }
  }
}
