package io.spillway.gateway.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The counters and histograms of {@link Catalogue}, registered. */
final class Families {
  /** A family with the places of the labels that decide whether a series is still wanted. */
  private record Family(StatefulMetric<?, ?> metric, int modelAt, int targetAt) {}

  private final PrometheusRegistry registry;
  private final List<Family> all = new ArrayList<>();

  final Counter requests;
  final Counter tokensGenerated;
  final Counter tokensPrompt;
  final Counter cachedTokens;
  final Counter placements;
  final Counter affinity;
  final Counter cost;
  final Counter retries;
  final Counter preemptions;
  final Counter resumes;
  final Counter disconnects;
  final Counter rejections;
  final Counter logDropped;
  final Histogram requestDuration;
  final Histogram modelLoad;
  final Histogram queueWait;
  final Histogram estimateRatio;
  final Histogram overhead;
  final Histogram firstToken;
  final Histogram perToken;
  final Histogram serverDuration;
  final Histogram tokenUsage;

  Families(PrometheusRegistry registry) {
    this.registry = registry;
    requests = counter(Catalogue.REQUESTS);
    tokensGenerated = counter(Catalogue.TOKENS_GENERATED);
    tokensPrompt = counter(Catalogue.TOKENS_PROMPT);
    cachedTokens = counter(Catalogue.CACHED_TOKENS);
    placements = counter(Catalogue.PLACEMENTS);
    affinity = counter(Catalogue.AFFINITY);
    cost = counter(Catalogue.COST);
    resumes = counter(Catalogue.RESUMES);
    retries = counter(Catalogue.RETRIES);
    preemptions = counter(Catalogue.PREEMPTIONS);
    disconnects = counter(Catalogue.DISCONNECTS);
    rejections = counter(Catalogue.REJECTIONS);
    logDropped = counter(Catalogue.LOG_DROPPED);
    requestDuration = histogram(Catalogue.REQUEST_DURATION, Buckets.DURATION);
    modelLoad = histogram(Catalogue.MODEL_LOAD, Buckets.MODEL_LOAD);
    queueWait = histogram(Catalogue.QUEUE_WAIT, Buckets.FIRST_TOKEN);
    estimateRatio = histogram(Catalogue.ESTIMATE_RATIO, Buckets.ESTIMATE_RATIO);
    overhead = histogram(Catalogue.OVERHEAD, Buckets.OVERHEAD);
    firstToken = histogram(Catalogue.FIRST_TOKEN, Buckets.FIRST_TOKEN);
    perToken = histogram(Catalogue.PER_TOKEN, Buckets.PER_TOKEN);
    serverDuration = histogram(Catalogue.SERVER_DURATION, Buckets.DURATION);
    tokenUsage = histogram(Catalogue.TOKEN_USAGE, Buckets.TOKENS);
  }

  /**
   * Removes the series of models and targets that are gone.
   *
   * @param targetsByModel every wanted model with every wanted value of its target label
   */
  void keepOnly(Map<String, Set<String>> targetsByModel) {
    for (Family family : all) {
      if (family.modelAt >= 0) {
        family.metric.removeIf(values -> !wanted(family, values, targetsByModel));
      }
    }
  }

  private static boolean wanted(
      Family family, List<String> values, Map<String, Set<String>> targetsByModel) {
    Set<String> targets = targetsByModel.get(values.get(family.modelAt));
    return targets != null
        && (family.targetAt < 0 || targets.contains(values.get(family.targetAt)));
  }

  private Counter counter(MeterDoc doc) {
    return kept(
        doc,
        Counter.builder()
            .name(doc.name())
            .help(doc.help())
            .labelNames(doc.labels().toArray(String[]::new))
            .withoutExemplars()
            .register(registry));
  }

  private Histogram histogram(MeterDoc doc, double[] buckets) {
    return kept(
        doc,
        Histogram.builder()
            .name(doc.name())
            .help(doc.help())
            .labelNames(doc.labels().toArray(String[]::new))
            .classicOnly()
            .classicUpperBounds(buckets)
            .withoutExemplars()
            .register(registry));
  }

  private <M extends StatefulMetric<?, ?>> M kept(MeterDoc doc, M metric) {
    int modelAt =
        Math.max(
            doc.labels().indexOf(Catalogue.MODEL), doc.labels().indexOf(Catalogue.REQUEST_MODEL));
    all.add(new Family(metric, modelAt, doc.labels().indexOf(Catalogue.TARGET)));
    return metric;
  }
}
