package io.spillway.gateway.observe;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.router.Tier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The series of one model, looked up once per combination of their other labels.
 *
 * <p>A series is made under this object's lock and never under a retired model's name: once {@link
 * #retire} has returned, what a request still under way adds is counted for an unknown model.
 */
final class ModelMeters {
  private static final String PROVIDER = "spillway";
  private static final String ENGINE = "engine";
  private static final String BELIEVED = "believed";
  private static final String NO_ERROR = "";
  private static final Map<String, String> OPERATIONS =
      Arrays.stream(ApiKind.values())
          .collect(Collectors.toUnmodifiableMap(ApiKind::label, ApiKind::operation));

  private final String model;
  private boolean retired;
  private Set<String> targets = Set.of();

  private final Resolved<Resolved<CounterDataPoint>> requests;
  private final Resolved<DistributionDataPoint> requestDuration;
  private final Resolved<CounterDataPoint> tokensGenerated;
  private final Resolved<CounterDataPoint> tokensPrompt;
  private final Resolved<CounterDataPoint> cachedTokens;
  private final Resolved<Resolved<CounterDataPoint>> placements;
  private final Resolved<Resolved<CounterDataPoint>> cost;
  private final Resolved<DistributionDataPoint> firstToken;
  private final Resolved<DistributionDataPoint> perToken;
  private final Resolved<Resolved<DistributionDataPoint>> serverDuration;
  private final Resolved<Resolved<DistributionDataPoint>> tokenUsage;

  final Resolved<CounterDataPoint> affinity;
  final Resolved<CounterDataPoint> retries;
  final CounterDataPoint preemptions;
  final Resolved<CounterDataPoint> resumes;
  final Resolved<CounterDataPoint> disconnects;
  final Resolved<CounterDataPoint> rejections;
  final DistributionDataPoint queueWait;
  final DistributionDataPoint estimateRatio;
  final DistributionDataPoint overhead;
  final DistributionDataPoint modelLoad;

  ModelMeters(String model, Families families) {
    this.model = model;
    requests = by((tier, status) -> families.requests.labelValues(label(), tier, status));
    requestDuration = by(tier -> families.requestDuration.labelValues(label(), tier));
    tokensGenerated = by(tier -> families.tokensGenerated.labelValues(label(), tier));
    tokensPrompt = by(tier -> families.tokensPrompt.labelValues(label(), tier));
    cachedTokens = by(source -> families.cachedTokens.labelValues(label(), source));
    placements = by((tier, reason) -> families.placements.labelValues(label(), tier, reason));
    cost = by((tier, target) -> families.cost.labelValues(label(), tier, target));
    firstToken = by(operation -> families.firstToken.labelValues(operation, PROVIDER, label()));
    perToken = by(operation -> families.perToken.labelValues(operation, PROVIDER, label()));
    serverDuration =
        by((operation, error) ->
            families.serverDuration.labelValues(operation, PROVIDER, label(), error));
    tokenUsage =
        by((operation, type) ->
            families.tokenUsage.labelValues(operation, PROVIDER, label(), type));
    affinity = by(result -> families.affinity.labelValues(label(), result));
    resumes = by(reason -> families.resumes.labelValues(label(), reason));
    retries = by(reason -> families.retries.labelValues(label(), reason));
    preemptions = families.preemptions.labelValues(model);
    disconnects = by(reason -> families.disconnects.labelValues(label(), reason));
    rejections = by(reason -> families.rejections.labelValues(label(), reason));
    queueWait = families.queueWait.labelValues(model);
    estimateRatio = families.estimateRatio.labelValues(model);
    overhead = families.overhead.labelValues(model);
    modelLoad = families.modelLoad.labelValues(model);
  }

  void finished(RequestOutcome outcome) {
    String tier = outcome.decision().tier().label();
    requests.of(tier).of(outcome.statusLabel()).inc();
    requestDuration.of(tier).observe(outcome.times().duration());
    if (!Double.isNaN(outcome.times().overhead())) {
      overhead.observe(outcome.times().overhead());
    }
    tokens(outcome.request().kind(), tier, outcome.tokens());
    observeConventional(outcome);
    observeEstimate(outcome);
  }

  /** What placement expected of a pod, beside what came. */
  private void observeEstimate(RequestOutcome outcome) {
    var decision = outcome.decision();
    if (decision.compared()) {
      cachedTokens.of(BELIEVED).inc(decision.explanation().cachedTokens());
      double ratio = outcome.times().answering() / decision.estimate();
      if (Double.isFinite(ratio)) {
        estimateRatio.observe(ratio);
      }
    }
  }

  void tokens(String kind, String tier, RequestOutcome.Tokens tokens) {
    if (tokens.prompt() > 0) {
      tokensPrompt.of(tier).inc(tokens.prompt());
    }
    if (tokens.output() > 0) {
      tokensGenerated.of(tier).inc(tokens.output());
    }
    if (tokens.cached() >= 0) {
      cachedTokens.of(ENGINE).inc(tokens.cached());
    }
    Resolved<DistributionDataPoint> usage = tokenUsage.of(operation(kind));
    if (tokens.prompt() >= 0) {
      usage.of("input").observe(tokens.prompt());
    }
    if (tokens.output() >= 0) {
      usage.of("output").observe(tokens.output());
    }
  }

  private static String operation(String kind) {
    return OPERATIONS.getOrDefault(kind, kind);
  }

  /** The OpenTelemetry GenAI histograms of a request's times. */
  private void observeConventional(RequestOutcome outcome) {
    String operation = operation(outcome.request().kind());
    var times = outcome.times();
    int output = outcome.tokens().output();
    boolean complete = outcome.result().ending() == Ending.COMPLETE;
    serverDuration
        .of(operation)
        .of(complete ? NO_ERROR : outcome.statusLabel())
        .observe(times.duration());
    if (!Double.isNaN(times.firstToken())) {
      firstToken.of(operation).observe(times.firstToken());
      if (complete && output > 1) {
        double afterFirst = Math.max(0, times.duration() - times.firstToken());
        perToken.of(operation).observe(afterFirst / (output - 1));
      }
    }
  }

  void placed(Tier tier, String reason) {
    placements.of(tier.label()).of(reason).inc();
  }

  synchronized void cost(Tier tier, String target, double usd) {
    String known = targets.contains(target) ? target : RequestOutcome.UNKNOWN_MODEL;
    cost.of(tier.label()).of(known).inc(usd);
  }

  /** Takes the values that its target label may have. */
  synchronized void targets(Set<String> values) {
    targets = values;
    for (Tier tier : Tier.values()) {
      cost.of(tier.label()).keepOnly(values);
    }
  }

  /** Ends this model: its name makes no series any more. */
  synchronized void retire() {
    retired = true;
  }

  /** The model label of a series that is being made. */
  private String label() {
    return retired ? RequestOutcome.UNKNOWN_MODEL : model;
  }

  private <T> Resolved<T> by(Function<String, T> create) {
    return new Resolved<>(this, create);
  }

  private <T> Resolved<Resolved<T>> by(BiFunction<String, String, T> create) {
    return by(first -> by(second -> create.apply(first, second)));
  }
}
