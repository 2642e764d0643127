package io.spillway.loadtest.engine;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which path is served by which endpoint; those of families that the engine lacks are by none. */
final class Routes {
  private static final String MESSAGES = "/v1/messages";

  private final Map<String, Route> byPath = new HashMap<>();
  private final Wire wire;
  private final StoredResponsesEndpoint stored;

  /** What the body of a request is. */
  enum Takes {
    JSON,
    FORM
  }

  /**
   * An endpoint on a path.
   *
   * @param generates whether the GPU works for it, so that observers are told of its requests
   * @param fails whether the failures of requests strike it
   */
  record Route(Endpoint endpoint, Takes takes, boolean generates, boolean fails) {}

  Routes(Vertx vertx, EngineOptions options, EngineCore core, Generator generator) {
    wire = options.behaviour().wire();
    var store = new ResponseStore();
    var followers = new ResponseFollowers(vertx, wire);
    stored = new StoredResponsesEndpoint(store, followers, wire);
    generating("/v1/chat/completions", new ChatEndpoint(generator, new ChatDialect(true, wire)));
    generating("/v1/completions", new ChatEndpoint(generator, new ChatDialect(false, wire)));
    var adapters = new AdaptersEndpoint(core.adapters(), wire.errors());
    for (String path : new String[] {"/v1/load_lora_adapter", "/v1/unload_lora_adapter"}) {
      byPath.put(path, new Route(adapters, Takes.JSON, false, false));
    }
    if (wire.has(Family.EMBEDDINGS)) {
      plain(new EmbeddingsEndpoint(options, core), "/v1/embeddings");
    }
    if (wire.has(Family.RESPONSES)) {
      generating("/v1/responses", new ResponsesEndpoint(options, generator, store, followers));
    }
    if (wire.has(Family.MESSAGES)) {
      var messages = new MessagesEndpoint(options, generator);
      generating(MESSAGES, messages);
      plain(messages::count, MESSAGES + "/count_tokens");
    }
    ranking(options, generator);
    if (wire.has(Family.AUDIO)) {
      for (boolean translates : new boolean[] {false, true}) {
        var audio = new AudioEndpoint(generator, wire, translates);
        String path = "/v1/audio/" + (translates ? "translations" : "transcriptions");
        byPath.put(path, new Route(audio, Takes.FORM, false, true));
      }
    }
  }

  private void ranking(EngineOptions options, Generator generator) {
    // vLLM serves these below several versions; SGLang serves tokens below two.
    boolean sglang = wire.engine() == EnginePreset.SGLANG;
    if (wire.has(Family.RERANK)) {
      var rerank = new RerankEndpoint(options, generator);
      plain(rerank, "/v1/rerank");
      if (!sglang) {
        plain(rerank, "/rerank", "/v2/rerank");
      }
    }
    if (wire.has(Family.SCORE)) {
      var score = new ScoreEndpoint(options, generator);
      plain(score, "/v1/score");
      if (!sglang) {
        plain(score, "/score");
      }
    }
    var tokens = new TokenizeEndpoint(options);
    if (wire.has(Family.TOKENIZE)) {
      plain(tokens::tokenize, "/tokenize");
      if (sglang) {
        plain(tokens::tokenize, "/v1/tokenize");
      }
    }
    if (wire.has(Family.DETOKENIZE)) {
      plain(tokens::detokenize, "/detokenize");
      if (sglang) {
        plain(tokens::detokenize, "/v1/detokenize");
      }
    }
  }

  /** What serves a path. */
  Optional<Route> of(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** Whether a path is that of a response in the store. */
  boolean stored(String path) {
    return path.startsWith(StoredResponsesEndpoint.PREFIX) && wire.has(Family.RESPONSES);
  }

  void serveStored(HttpServerRequest http) {
    stored.serve(http);
  }

  /** The shape of errors on a path. */
  ErrorShape errors(String path) {
    if (path.startsWith(MESSAGES)) {
      return ErrorShape.ANTHROPIC;
    }
    return path.startsWith("/v1/responses") ? ResponsesDialect.errors(wire) : wire.errors();
  }

  private void generating(String path, Endpoint endpoint) {
    byPath.put(path, new Route(endpoint, Takes.JSON, true, true));
  }

  private void plain(Endpoint endpoint, String... paths) {
    for (String path : paths) {
      byPath.put(path, new Route(endpoint, Takes.JSON, false, true));
    }
  }
}
