package io.spillway.gateway.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spillway.router.AffinityResult;
import io.spillway.router.Tier;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the gateway.
 *
 * <p>Each number is counted by one call: {@link #requestFinished} counts what only the end of a
 * request tells (requests, durations, tokens, unless those are not known yet); everything else is
 * counted by the method named after it, when it happens. Gauges are read from {@link ModelView}s at
 * each scrape.
 *
 * <p>Labels are closed sets. A model that was not {@linkplain #configured configured} is counted as
 * {@link RequestOutcome#UNKNOWN_MODEL}, and so is a target; the series of what is configured no
 * more are removed. Reasons, kinds and statuses are told apart up to a bound.
 *
 * <p>Counters and histograms live in the registry that Micrometer's registry exposes, without
 * Micrometer's own meters between: those add a {@code _max} series to each histogram, cannot remove
 * series by label and derive names instead of taking them.
 */
public final class Meters {
  /** The content type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** The states a pod is shown in. */
  public static final List<String> ENDPOINT_STATES =
      List.of("discovered", "probing", "warming", "ramping", "serving", "draining", "failed");

  /** The states an overflow target is shown in. */
  public static final List<String> TARGET_STATES = List.of("available", "full", "cooling_down");

  /** The target label of what requests on own pods cost. */
  public static final String PODS = "pods";

  /** The target label of what own pods cost while nothing ran on them. */
  public static final String IDLE = "_idle";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Families families = new Families(registry.getPrometheusRegistry());
  private volatile Map<String, ModelMeters> byModel = Map.of();
  private volatile @Nullable ModelMeters unknown;
  private volatile Supplier<List<ModelView>> fleet = List::of;

  /** Meters that nothing was counted on. */
  public Meters() {
    registry.getPrometheusRegistry().register(new FleetGauges(() -> fleet.get()));
  }

  /** What every meter is called and means. */
  public static List<MeterDoc> catalogue() {
    return Catalogue.ALL;
  }

  /**
   * Takes the names that may be labels, at the start and after each reload.
   *
   * @param targetsByModel every configured model with the names of its overflow targets
   */
  public synchronized void configured(Map<String, ? extends Collection<String>> targetsByModel) {
    var next = new HashMap<String, ModelMeters>();
    var wanted = new HashMap<String, Set<String>>();
    targetsByModel.forEach((model, targets) -> {
      Set<String> labels = targetLabels(targets);
      ModelMeters known = byModel.get(model);
      ModelMeters meters = known != null ? known : new ModelMeters(model, families);
      meters.targets(labels);
      next.put(model, meters);
      wanted.put(model, labels);
    });
    byModel.forEach((model, meters) -> {
      if (!next.containsKey(model)) {
        meters.retire();
      }
    });
    wanted.put(RequestOutcome.UNKNOWN_MODEL, targetLabels(List.of()));
    byModel = Map.copyOf(next);
    families.keepOnly(wanted);
  }

  /** Takes the source of the gauges; it is asked at each scrape, from the scraping thread. */
  public void models(Supplier<List<ModelView>> views) {
    fleet = views;
  }

  /**
   * Counts one request at its end: requests, durations, first-token time, the gateway's overhead,
   * tokens. Not its cost, queue wait, affinity or reasons, which have methods of their own.
   */
  public void requestFinished(RequestOutcome outcome) {
    of(outcome.request().model()).finished(outcome);
  }

  /** Counts the tokens of what ended after its request: it was finished with unknown ones. */
  public void tokens(String model, String kind, Tier tier, RequestOutcome.Tokens tokens) {
    of(model).tokens(kind, tier.label(), tokens);
  }

  /** Counts one placement. */
  public void placed(String model, Tier tier, String reason) {
    of(model).placed(tier, reason);
  }

  /** Counts one attempt after the first. */
  public void retried(String model, String reason) {
    of(model).retries.of(reason).inc();
  }

  /** Counts one request that gave its place to a more urgent one. */
  public void preempted(String model) {
    of(model).preemptions.inc();
  }

  /** Counts one stream that went on from another endpoint. */
  public void resumed(String model, String reason) {
    of(model).resumes.of(reason).inc();
  }

  /** Counts one request that was refused. */
  public void rejected(String model, String reason) {
    of(model).rejections.of(reason).inc();
  }

  /** Counts one client that hung up, by the phase its request was in. */
  public void clientDisconnected(String model, String phase) {
    of(model).disconnects.of(phase).inc();
  }

  /** Observes how long one request waited for a place. */
  public void queueWait(String model, double seconds) {
    of(model).queueWait.observe(seconds);
  }

  /** Counts what became of one request's session. */
  public void affinity(String model, AffinityResult result) {
    of(model).affinity.of(result.label()).inc();
  }

  /** Observes how long one pod took from discovered to serving. */
  public void podLoaded(String model, double seconds) {
    of(model).modelLoad.observe(seconds);
  }

  /**
   * Counts money spent.
   *
   * @param target the overflow target's name, {@link #PODS} or {@link #IDLE}
   * @param usd NaN for what has no price: it is not counted
   */
  public void cost(String model, Tier tier, String target, double usd) {
    if (usd >= 0) {
      of(model).cost(tier, target, usd);
    }
  }

  /** Counts one line that the access log dropped. */
  public void accessLogDropped() {
    families.logDropped.inc();
  }

  /** Where meters of others, such as the JVM's, may be bound. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All meters in the text format that Prometheus reads. */
  public String scrape() {
    return registry.scrape();
  }

  private ModelMeters of(String model) {
    ModelMeters meters = byModel.get(model);
    return meters != null ? meters : unknown();
  }

  private ModelMeters unknown() {
    ModelMeters meters = unknown;
    return meters != null ? meters : makeUnknown();
  }

  private synchronized ModelMeters makeUnknown() {
    ModelMeters meters = unknown;
    if (meters == null) {
      meters = new ModelMeters(RequestOutcome.UNKNOWN_MODEL, families);
      meters.targets(targetLabels(List.of()));
      unknown = meters;
    }
    return meters;
  }

  private static Set<String> targetLabels(Collection<String> targets) {
    var labels = new HashSet<>(targets);
    labels.add(PODS);
    labels.add(IDLE);
    labels.add(RequestOutcome.UNKNOWN_MODEL);
    return Set.copyOf(labels);
  }
}
