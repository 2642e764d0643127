package io.spillway.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one entry of {@code models}. */
final class ModelReader {
  private static final int ALIASES_MAX = 64;
  private static final int ADAPTERS_MAX = 256;
  private static final int TARGETS_MAX = 16;
  private static final Duration HOUR = Duration.ofHours(1);

  private ModelReader() {}

  /** Reads a model; relations to other models are checked by {@link ModelsReader}. */
  static ModelConfig model(Section in, Reading reading) {
    // A nameless entry already is a problem; its path stands in, so that it equals no other.
    String name = in.required("name", Values.modelName()).orElse(in.path("name"));
    var aliases = in.values("aliases", Values.modelName(), 0, ALIASES_MAX);
    var adapters = in.values("adapters", Values.modelName(), 0, ADAPTERS_MAX);
    var objective = objective(in.section("objective"));
    var session = session(in.section("session"));
    var queue = queue(in.section("queue"));
    in.needs("selfHosted", "a mapping with endpoints");
    var selfHosted =
        SelfHostedReader.selfHosted(in.section("selfHosted"), reading, in.has("selfHosted"));
    var overflow = overflow(in, selfHosted);
    var scaling = scaling(in.section("scaling"), selfHosted);
    in.end();
    return new ModelConfig(
        name, aliases, adapters, objective, session, queue, selfHosted, overflow, scaling);
  }

  private static Duration objective(Section in) {
    var bound = Values.duration(Duration.ofMillis(1), HOUR);
    var result = in.value("timeToFirstToken", bound, ModelConfig.TIME_TO_FIRST_TOKEN);
    in.end();
    return result;
  }

  private static SessionConfig session(Section in) {
    var defaults = SessionConfig.DEFAULTS;
    var kinds = Values.choice(List.of(SessionSource.values()), SessionSource::label);
    var from = in.values("from", kinds, 0, SessionSource.values().length);
    var modes = Values.choice(List.of(SessionMode.values()), SessionMode::label);
    var mode = in.value("mode", modes, defaults.mode());
    var ttl =
        in.value(
            "ttl", Values.duration(Duration.ofSeconds(1), Duration.ofDays(30)), defaults.ttl());
    in.end();
    return new SessionConfig(in.has("from") ? from : defaults.from(), mode, ttl);
  }

  private static QueueConfig queue(Section in) {
    var defaults = QueueConfig.DEFAULTS;
    var result =
        new QueueConfig(
            in.value("max", Values.whole(0, 1_000_000), defaults.max()),
            in.value("maxWait", Values.duration(Duration.ZERO, HOUR), defaults.maxWait()),
            in.value("preempt", Values.flag(), defaults.preempt()));
    in.end();
    return result;
  }

  private static List<TargetConfig> overflow(Section model, SelfHostedConfig selfHosted) {
    var targets = new ArrayList<TargetConfig>();
    Set<String> names = new HashSet<>();
    selfHosted.endpoints().forEach(endpoint -> names.add(endpoint.name()));
    for (Section in : model.sections("overflow", 0, TARGETS_MAX)) {
      var target = TargetReader.target(in);
      if (!names.add(target.name())) {
        in.problem("name", target.name(), "a name no other endpoint or target of the model has");
      }
      targets.add(target);
    }
    return targets;
  }

  private static ScalingConfig scaling(Section in, SelfHostedConfig pods) {
    var modes =
        Values.available(List.of(ScalingMode.values()), ScalingMode::label, ScalingMode::available);
    var count = Values.whole(0, 10_000);
    var mode = in.value("mode", modes, ScalingMode.RECOMMEND);
    in.refuse("policy");
    var written = in.value("min", count);
    int atLeast = Math.max(ScalingConfig.MAX, pods.endpoints().size());
    var max = in.value("max", Values.whole(1, 10_000));
    int most = max.orElse(Math.max(atLeast, written.orElse(0)));
    int fewest = written.orElse(Math.min(ScalingConfig.MIN, most));
    if (fewest > most) {
      in.problem("min", fewest, "at most scaling.max, which is " + most);
    }
    var perPod = in.value("targetPerPod", Values.whole(1, pods.concurrencyPerPod()));
    in.end();
    return new ScalingConfig(mode, fewest, most, perPod);
  }
}
