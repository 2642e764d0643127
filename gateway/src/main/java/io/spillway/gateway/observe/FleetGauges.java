package io.spillway.gateway.observe;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.health.Health;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The gauges, made anew at each scrape from what the fleet looks like then: what is gone has no
 * series, and what is unknown has none either.
 *
 * <p>Two values for the same labels, as of two models with targets of one name, become the larger.
 */
final class FleetGauges implements MultiCollector {
  private static final String GATEWAY_QUEUE = "_queue";

  private final Supplier<List<ModelView>> fleet;

  FleetGauges(Supplier<List<ModelView>> fleet) {
    this.fleet = fleet;
  }

  @Override
  public MetricSnapshots collect() {
    var values = new LinkedHashMap<MeterDoc, Map<Labels, Double>>();
    for (ModelView view : fleet.get()) {
      addModel(values, view);
      view.endpoints().forEach(endpoint -> addEndpoint(values, view.model(), endpoint));
      view.targets().forEach(target -> addTarget(values, target));
    }
    var snapshots = new ArrayList<MetricSnapshot>();
    values.forEach((doc, points) -> snapshots.add(snapshot(doc, points)));
    return new MetricSnapshots(snapshots);
  }

  private static void addModel(Map<MeterDoc, Map<Labels, Double>> values, ModelView view) {
    String model = view.model();
    put(values, Catalogue.PENDING, view.waiting(), model);
    put(values, Catalogue.QUEUE_LENGTH, view.waiting(), model, GATEWAY_QUEUE);
    put(values, Catalogue.SATURATION, view.saturation(), model);
    put(values, Catalogue.DEMAND, view.demand(), model);
    put(values, Catalogue.READY, view.ready(), model);
    put(values, Catalogue.SESSIONS, view.memory().sessions(), model);
    put(values, Catalogue.PREFIX_BLOCKS, view.memory().prefixBlocks(), model);
    if (view.desired() >= 0) {
      put(values, Catalogue.DESIRED, view.desired(), model);
    }
  }

  private static void addEndpoint(
      Map<MeterDoc, Map<Labels, Double>> values, String model, ModelView.EndpointGauge endpoint) {
    PoolSnapshot.Endpoint place = endpoint.place();
    int inFlight = place == null ? 0 : place.inFlight();
    put(values, Catalogue.IN_FLIGHT, inFlight, model, endpoint.name());
    if (place != null) {
      addPlace(values, model, place);
    }
    if (!Double.isNaN(endpoint.engineWaiting())) {
      put(values, Catalogue.QUEUE_LENGTH, endpoint.engineWaiting(), model, endpoint.name());
    }
    for (String state : with(Meters.ENDPOINT_STATES, endpoint.phaseLabel())) {
      double value = state.equals(endpoint.phaseLabel()) ? 1 : 0;
      put(values, Catalogue.ENDPOINT_STATE, value, model, endpoint.name(), state);
    }
  }

  private static void addPlace(
      Map<MeterDoc, Map<Labels, Double>> values, String model, PoolSnapshot.Endpoint place) {
    String name = place.id().name();
    var load = place.load();
    put(values, Catalogue.BACKLOG, load.promptTokens(), model, name);
    put(values, Catalogue.PREFILL_RATE, load.tokensPerSecond(), model, name);
    put(values, Catalogue.CACHE_TRUST, load.cacheTrust(), model, name);
    if (place.admits()) {
      for (Health health : Health.values()) {
        double value = health == place.health() ? 1 : 0;
        put(values, Catalogue.ENDPOINT_HEALTH, value, model, name, health.label());
      }
    }
  }

  private static void addTarget(
      Map<MeterDoc, Map<Labels, Double>> values, ModelView.TargetGauge target) {
    for (String state : with(Meters.TARGET_STATES, target.stateLabel())) {
      double value = state.equals(target.stateLabel()) ? 1 : 0;
      put(values, Catalogue.OVERFLOW_STATE, value, target.name(), state);
    }
  }

  private static Set<String> with(List<String> states, String current) {
    var all = new LinkedHashSet<>(states);
    all.add(current);
    return all;
  }

  private static void put(
      Map<MeterDoc, Map<Labels, Double>> values, MeterDoc doc, double value, String... labels) {
    values
        .computeIfAbsent(doc, _ -> new LinkedHashMap<>())
        .merge(Labels.of(doc.labels(), List.of(labels)), value, Math::max);
  }

  private static GaugeSnapshot snapshot(MeterDoc doc, Map<Labels, Double> points) {
    var data = new ArrayList<GaugeDataPointSnapshot>(points.size());
    points.forEach((labels, value) ->
        data.add(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return new GaugeSnapshot(new MetricMetadata(doc.name(), doc.help()), data);
  }
}
