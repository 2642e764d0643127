package io.spillway.gateway.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code models} and checks what must hold between them. */
final class ModelsReader {
  private static final int MODELS_MAX = 256;

  private final Reading reading;
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> places = new HashMap<>();

  private ModelsReader(Reading reading) {
    this.reading = reading;
  }

  /** Reads the list below {@code root}; at least one model is needed. */
  static List<ModelConfig> models(Section root, Reading reading) {
    root.needs("models", "a list of at least one model");
    var checks = new ModelsReader(reading);
    var models = new ArrayList<ModelConfig>();
    for (Section in : root.sections("models", 1, MODELS_MAX)) {
      var model = ModelReader.model(in, reading);
      checks.names(in, model);
      checks.places(in.path("selfHosted"), model);
      models.add(model);
    }
    return models;
  }

  private void names(Section in, ModelConfig model) {
    if (!names.add(model.name())) {
      in.problem("name", model.name(), "a name no other model, alias or adapter has");
    }
    for (String alias : model.aliases()) {
      if (!names.add(alias)) {
        in.problem("aliases", alias, "aliases no other model, alias or adapter has");
      }
    }
    for (String adapter : model.adapters()) {
      if (!names.add(adapter)) {
        in.problem("adapters", adapter, "adapters no other model, alias or adapter has");
      }
    }
  }

  /** One URL belongs to one pool, once: the counts of two would both be wrong. */
  private void places(String path, ModelConfig model) {
    for (EndpointConfig endpoint : model.selfHosted().endpoints()) {
      String first = places.putIfAbsent(origin(endpoint.url()), endpoint.name() + " in " + path);
      if (first != null) {
        reading.problem(
            path + ".endpoints",
            endpoint.url().toString(),
            "a URL that is used once; it belongs to " + first);
      }
    }
  }

  private static String origin(URI url) {
    int standard = url.getScheme().equals("https") ? 443 : 80;
    int port = url.getPort() < 0 ? standard : url.getPort();
    return url.getHost() + ":" + port;
  }
}
