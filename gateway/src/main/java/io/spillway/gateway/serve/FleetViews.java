package io.spillway.gateway.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.gateway.engine.EngineSample;
import io.spillway.gateway.engine.Sleep;
import io.spillway.gateway.fleet.ModelSnapshot;
import io.spillway.gateway.fleet.TargetSnapshot;
import io.spillway.gateway.observe.ModelView;
import io.spillway.router.EndpointId;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.Ticker;
import io.spillway.router.scale.Demand;
import io.spillway.router.scale.ScaleAdvice;
import io.spillway.warmup.PodStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fleet as metrics and the admin port show it. */
final class FleetViews {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNDECIDED = -1;

  private final Models models;
  private final Ticker ticker;

  FleetViews(Models models, Ticker ticker) {
    this.models = models;
    this.ticker = ticker;
  }

  /** For the gauges. */
  List<ModelView> gauges() {
    return models.all().stream().map(FleetViews::view).toList();
  }

  /** For {@code /admin/fleet}. */
  String fleet() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("models");
    for (ModelUnit unit : models.all()) {
      ModelSnapshot snapshot = unit.runtime().snapshot();
      ObjectNode model = list.addObject();
      model.put("model", snapshot.model());
      model.put("ready", snapshot.pool().ready());
      model.put("comingUp", snapshot.pool().comingUp());
      model.put("waiting", snapshot.pool().waiting());
      model.put("inFlight", snapshot.pool().inFlight());
      model.put("capacity", snapshot.pool().capacity());
      model.put("saturation", snapshot.pool().saturation());
      known(model, "estimatedWaitSeconds", snapshot.estimatedWaitSeconds());
      PoolJson.write(model, snapshot.pool(), ticker.nanos());
      ArrayNode endpoints = model.putArray("endpoints");
      Map<EndpointId, PoolSnapshot.Endpoint> places = places(snapshot);
      for (PodStatus status : unit.keeper().statuses()) {
        endpoint(endpoints.addObject(), unit, status, places.get(status.id()));
      }
      ArrayNode targets = model.putArray("targets");
      snapshot.targets().forEach(target -> target(targets.addObject(), target));
    }
    return text(root);
  }

  /** For {@code /admin/scale}. */
  String scale() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("models");
    for (ModelUnit unit : models.all()) {
      ModelSnapshot snapshot = unit.runtime().snapshot();
      Demand demand = snapshot.demand();
      ObjectNode model = list.addObject();
      model.put("model", snapshot.model());
      model
          .putObject("demand")
          .put("inFlight", demand.inFlight())
          .put("waiting", demand.waiting())
          .put("spilled", demand.spilled())
          .put("total", demand.total());
      model.put("ready", snapshot.pool().ready());
      model.put("comingUp", snapshot.pool().comingUp());
      ScaleAdvice advice = unit.advice();
      if (advice != null) {
        model.put("desired", advice.desired());
        model.put("decidedBy", advice.demand());
        model.put("reason", advice.reason());
      }
    }
    return text(root);
  }

  /** For {@code /admin/sessions}. */
  String sessions() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("models");
    for (ModelUnit unit : models.all()) {
      PoolSnapshot.Memory memory = unit.runtime().snapshot().pool().memory();
      list.addObject()
          .put("model", unit.runtime().config().name())
          .put("mode", unit.runtime().config().session().mode().label())
          .put("sessions", memory.sessions())
          .put("sessionsMax", memory.sessionsMax())
          .put("ttlSeconds", unit.runtime().config().session().ttl().toSeconds());
    }
    return text(root);
  }

  private static ModelView view(ModelUnit unit) {
    ModelSnapshot snapshot = unit.runtime().snapshot();
    Map<EndpointId, PoolSnapshot.Endpoint> places = places(snapshot);
    var endpoints = new ArrayList<ModelView.EndpointGauge>();
    for (PodStatus status : unit.keeper().statuses()) {
      PoolSnapshot.Endpoint place = places.get(status.id());
      endpoints.add(
          new ModelView.EndpointGauge(
              status.id().name(),
              status.phase().label(),
              unit.keeper().latest(status.id()).waiting(),
              place));
    }
    ScaleAdvice advice = unit.advice();
    return new ModelView(
        snapshot.model(),
        snapshot.pool().waiting(),
        snapshot.pool().inFlight(),
        snapshot.pool().capacity(),
        snapshot.spilled(),
        advice == null ? UNDECIDED : advice.desired(),
        snapshot.pool().ready(),
        snapshot.pool().memory(),
        endpoints,
        snapshot.targets().stream()
            .map(target -> new ModelView.TargetGauge(target.name(), target.state()))
            .toList());
  }

  private static Map<EndpointId, PoolSnapshot.Endpoint> places(ModelSnapshot snapshot) {
    var places = new HashMap<EndpointId, PoolSnapshot.Endpoint>();
    snapshot.pool().endpoints().forEach(endpoint -> places.put(endpoint.id(), endpoint));
    return places;
  }

  private void endpoint(
      ObjectNode json, ModelUnit unit, PodStatus status, PoolSnapshot.@Nullable Endpoint place) {
    json.put("name", status.id().name());
    json.put("state", status.phase().label());
    json.put("reason", status.reason());
    json.put("stateSeconds", (ticker.nanos() - status.sinceNanos()) / 1e9);
    json.put("weight", status.weight());
    json.put("inFlight", place == null ? 0 : place.inFlight());
    json.put("slots", place == null ? 0 : place.slots());
    if (place != null) {
      PoolJson.write(json, place);
    }
    EngineSample sample = unit.keeper().latest(status.id());
    ObjectNode engine = json.putObject("engine");
    known(engine, "running", sample.running());
    known(engine, "waiting", sample.waiting());
    known(engine, "kvUsage", sample.kvUsage());
    known(engine, "completions", sample.completions());
    if (sample.sleep() != Sleep.UNKNOWN) {
      engine.put("asleep", sample.sleep() == Sleep.ASLEEP);
    }
  }

  private static void target(ObjectNode json, TargetSnapshot target) {
    json.put("name", target.name());
    json.put("state", target.state());
    json.put("inFlight", target.inFlight());
    json.put("concurrency", target.concurrency());
    json.put("overheadSeconds", target.overheadSeconds());
    json.put("secondsPerPromptToken", target.secondsPerPromptToken());
  }

  /** Unknown is left out: it is not zero. */
  private static void known(ObjectNode json, String key, double value) {
    if (!Double.isNaN(value) && !Double.isInfinite(value)) {
      json.put(key, value);
    }
  }

  private static String text(ObjectNode root) {
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
