package io.spillway.loadtest.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the gateway says of itself at one moment.
 *
 * @param pods of the demo's one model
 * @param targets it may overflow to
 * @param waiting requests in its queue
 * @param demand requests in flight, waiting and spilled
 * @param desired pods it would like
 * @param ready pods that serve
 * @param overflowUsd what overflow has cost
 */
record AdminStatus(
    List<Pod> pods,
    List<Target> targets,
    int waiting,
    int demand,
    int desired,
    int ready,
    double overflowUsd) {
  /** Nothing is known yet. */
  static final AdminStatus NONE = new AdminStatus(List.of(), List.of(), 0, 0, 0, 0, 0);

  /**
   * One pod.
   *
   * @param name as in the response header
   * @param state of its life
   * @param reason for the state, or empty
   * @param inFlight requests it has from the gateway
   * @param slots requests it may have
   */
  record Pod(String name, String state, String reason, int inFlight, int slots) {
    /** Whether requests are sent to it. */
    boolean admits() {
      return state.equals("serving") || state.equals("ramping");
    }

    /** Whether one more fits. */
    boolean hasRoom() {
      return inFlight < slots;
    }
  }

  /**
   * One overflow target.
   *
   * @param name as in the response header
   * @param state of its circuit
   * @param inFlight requests it has from the gateway
   * @param concurrency requests it may have
   */
  record Target(String name, String state, int inFlight, int concurrency) {}

  /** Reads the answers of {@code /admin/fleet}, {@code /admin/scale} and {@code /metrics}. */
  static AdminStatus of(JsonObject fleet, JsonObject scale, String metrics) {
    JsonObject model = first(fleet);
    JsonObject advice = first(scale);
    JsonObject demand =
        advice.getValue("demand") instanceof JsonObject object ? object : new JsonObject();
    return new AdminStatus(
        list(model, "endpoints", AdminStatus::pod),
        list(model, "targets", AdminStatus::target),
        number(model, "waiting"),
        number(demand, "total"),
        number(advice, "desired"),
        number(model, "ready"),
        MetricsText.sum(metrics, "spillway_cost_usd_total", "tier=\"overflow\""));
  }

  /** The pod of a name. */
  Optional<Pod> pod(String name) {
    return pods.stream().filter(pod -> pod.name().equals(name)).findFirst();
  }

  private static Pod pod(JsonObject json) {
    return new Pod(
        text(json, "name"),
        text(json, "state"),
        text(json, "reason"),
        number(json, "inFlight"),
        number(json, "slots"));
  }

  private static Target target(JsonObject json) {
    return new Target(
        text(json, "name"),
        text(json, "state"),
        number(json, "inFlight"),
        number(json, "concurrency"));
  }

  private static JsonObject first(JsonObject json) {
    return json.getValue("models") instanceof JsonArray models
            && !models.isEmpty()
            && models.getValue(0) instanceof JsonObject model
        ? model
        : new JsonObject();
  }

  private static <T> List<T> list(JsonObject json, String key, Function<JsonObject, T> read) {
    return json.getValue(key) instanceof JsonArray array
        ? IntStream.range(0, array.size()).mapToObj(array::getJsonObject).map(read).toList()
        : List.of();
  }

  private static int number(JsonObject json, String key) {
    return json.getValue(key) instanceof Number number ? number.intValue() : 0;
  }

  private static String text(JsonObject json, String key) {
    return json.getValue(key) instanceof String text ? text : "";
  }
}
