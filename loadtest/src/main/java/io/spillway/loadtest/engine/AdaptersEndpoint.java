package io.spillway.loadtest.engine;

import io.vertx.core.http.HttpServerRequest;

/** Loads and unloads adapters while the engine runs. */
final class AdaptersEndpoint implements Endpoint {
  private final Adapters adapters;
  private final ErrorShape errors;

  AdaptersEndpoint(Adapters adapters, ErrorShape errors) {
    this.adapters = adapters;
    this.errors = errors;
  }

  @Override
  public void serve(Arrived arrived) {
    HttpServerRequest http = arrived.http();
    String name = arrived.body().path("lora_name").asText("");
    boolean load = EngineApi.path(http).equals("/v1/load_lora_adapter");
    boolean done = load ? adapters.load(name) : adapters.unload(name);
    if (done) {
      String what = load ? "added" : "removed";
      Answers.text(
          http, "text/plain", "Success: LoRA adapter '" + name + "' " + what + " successfully.");
    } else {
      String what = load ? "has already been loaded." : "cannot be found.";
      int status = load ? 400 : 404;
      Answers.error(
          http, errors, EngineError.of(status, "The lora adapter '" + name + "' " + what));
    }
  }
}
