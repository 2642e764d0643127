package io.spillway.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code models[].selfHosted}. */
final class SelfHostedReader {
  private static final int ENDPOINTS_MAX = 1024;
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private SelfHostedReader() {}

  /**
   * Reads the pods of a model.
   *
   * @param written whether the section is there; when not, its keys are not missed one by one
   */
  static SelfHostedConfig selfHosted(Section in, Reading reading, boolean written) {
    var engines = Values.choice(List.of(EngineType.values()), EngineType::label);
    var engine = in.value("engine", engines, EngineType.VLLM);
    in.refuse("kubernetes");
    if (written && !in.has("endpoints") && !in.has("kubernetes")) {
      in.needs("endpoints", "a list of URLs such as http://10.0.0.11:8000");
    }
    var result =
        new SelfHostedConfig(
            engine,
            endpoints(in, reading),
            in.value("key", Values.token()),
            in.value("servedModel", Values.modelName()),
            in.value(
                "concurrencyPerPod",
                Values.whole(1, 100_000),
                SelfHostedConfig.CONCURRENCY_PER_POD),
            price(in.section("price")),
            warmup(in.section("warmup")),
            in.value(
                "metricsEvery",
                Values.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
                SelfHostedConfig.SCRAPE_INTERVAL),
            resume(in, engine));
    in.end();
    return result;
  }

  private static boolean resume(Section in, EngineType engine) {
    boolean resume = in.value("resume", Values.flag(), false);
    if (resume && !engine.goesOnWithMessages()) {
      in.problem("resume", resume, "false: only vllm, sglang and llamacpp go on with an answer");
    }
    return resume;
  }

  private static List<EndpointConfig> endpoints(Section in, Reading reading) {
    var endpoints = new ArrayList<EndpointConfig>();
    Set<String> names = new HashSet<>();
    int position = 0;
    for (Section.Item item : in.items("endpoints", 1, ENDPOINTS_MAX)) {
      var endpoint = endpoint(item, reading, "pod-" + position++);
      if (endpoint.isPresent() && !names.add(endpoint.get().name())) {
        reading.problem(
            item.path(), endpoint.get().name(), "a name no other endpoint of the model has");
      }
      endpoint.ifPresent(endpoints::add);
    }
    return endpoints;
  }

  private static Optional<EndpointConfig> endpoint(
      Section.Item item, Reading reading, String positional) {
    if (item.node() instanceof YamlNode.Mapping) {
      Section in = reading.section(item.path(), item.node());
      String name = in.value("name", Values.label(), positional);
      var url = in.required("url", Values.origin());
      in.end();
      return url.map(u -> new EndpointConfig(name, u));
    }
    return reading
        .scalar(item.path(), item.node(), Values.origin())
        .map(url -> new EndpointConfig(positional, url));
  }

  private static Optional<PodPrice> price(Section in) {
    if (in.empty()) {
      return Optional.empty();
    }
    var perHour = in.required("usdPerGpuHour", Values.dollars());
    int gpus = in.value("gpusPerPod", Values.whole(1, 1024), 1);
    in.end();
    return perHour.map(price -> new PodPrice(price, gpus));
  }

  private static WarmupSettings warmup(Section in) {
    var defaults = WarmupSettings.DEFAULTS;
    var result =
        new WarmupSettings(
            in.value("prompts", Values.whole(1, 100), defaults.prompts()),
            in.value(
                "firstTokenWithin",
                Values.duration(MILLISECOND, HOUR),
                defaults.firstTokenWithin()),
            in.value("rampUp", Values.duration(Duration.ZERO, HOUR), defaults.rampUp()));
    in.end();
    return result;
  }
}
