package io.spillway.gateway.config;

import java.net.URI;
import java.util.List;

/** Reads one entry of {@code models[].overflow}. */
final class TargetReader {
  private static final URI NOWHERE = URI.create("http://nowhere.invalid");

  private TargetReader() {}

  /** Reads a target. */
  static TargetConfig target(Section in) {
    var types =
        Values.available(List.of(TargetType.values()), TargetType::label, TargetType::available);
    // A nameless entry already is a problem; its path stands in, so that it equals no other.
    String name = in.required("name", Values.label()).orElse(in.path("name"));
    var type = in.required("type", types);
    // Other types have no url: nobody is told to add one to a target that cannot be used yet.
    var url =
        type.isPresent() ? in.required("url", Values.baseUrl()) : in.value("url", Values.baseUrl());
    in.refuse("endpointId");
    in.refuse("secret");
    var key = in.value("key", Values.token());
    var model = in.value("model", Values.modelName());
    int concurrency = in.value("concurrency", Values.whole(1, 100_000), TargetConfig.CONCURRENCY);
    var price = price(in.section("price"));
    in.end();
    if (key.isPresent() && url.isPresent() && readable(url.get())) {
      in.warn("url", "the key is sent unencrypted over http");
    }
    return new TargetConfig(
        name, type.orElse(TargetType.OPENAI), url.orElse(NOWHERE), key, model, concurrency, price);
  }

  private static boolean readable(URI url) {
    return url.getScheme().equals("http") && !Hosts.loopback(url.getHost());
  }

  private static TargetPrice price(Section in) {
    var input = in.value("usdPerMTokIn", Values.dollars());
    var output = in.value("usdPerMTokOut", Values.dollars());
    var second = in.value("usdPerSecond", Values.dollars());
    int requests = in.value("requestsPerWorker", Values.whole(1, 100_000), 1);
    in.end();
    boolean byToken = in.has("usdPerMTokIn") || in.has("usdPerMTokOut");
    boolean bySecond = in.has("usdPerSecond") || in.has("requestsPerWorker");
    if (byToken && bySecond) {
      in.problem(
          in.has("usdPerSecond") ? "usdPerSecond" : "requestsPerWorker",
          "given beside a price per token",
          "a price per token or per second, not both");
    } else if (byToken) {
      in.needs("usdPerMTokIn", Values.dollars().expected());
      in.needs("usdPerMTokOut", Values.dollars().expected());
      return new TargetPrice.PerToken(input.orElse(0.0), output.orElse(0.0));
    } else if (bySecond) {
      in.needs("usdPerSecond", Values.dollars().expected());
      return new TargetPrice.PerSecond(second.orElse(0.0), requests);
    }
    return new TargetPrice.Unpriced();
  }
}
