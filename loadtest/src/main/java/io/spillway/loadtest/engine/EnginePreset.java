package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Trait.ERRORS;
import static io.spillway.loadtest.engine.Trait.EVENT_ERRORS;
import static io.spillway.loadtest.engine.Trait.HEADERS;
import static io.spillway.loadtest.engine.Trait.HEALTH;
import static io.spillway.loadtest.engine.Trait.HEALTH_DELAY;
import static io.spillway.loadtest.engine.Trait.LACKS;
import static io.spillway.loadtest.engine.Trait.LOADING;
import static io.spillway.loadtest.engine.Trait.METRICS;
import static io.spillway.loadtest.engine.Trait.OVERLOAD;
import static io.spillway.loadtest.engine.Trait.PING;
import static io.spillway.loadtest.engine.Trait.SIGTERM;
import static io.spillway.loadtest.engine.Trait.SPACE;
import static io.spillway.loadtest.engine.Trait.USAGE;

import io.spillway.loadtest.engine.EngineOptions.Behaviour.AbortDelay;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The engines it can look like. */
public enum EnginePreset {
  VLLM("vllm"),
  SGLANG("sglang"),
  TGI("tgi"),
  LLAMACPP("llamacpp"),
  TRTLLM("trtllm");

  private final String label;

  EnginePreset(String label) {
    this.label = label;
  }

  /** Its name on the command line. */
  public String label() {
    return label;
  }

  /** All names, for messages. */
  static List<String> labels() {
    return Arrays.stream(values()).map(EnginePreset::label).toList();
  }

  /** How late it notices that a client has left: at once, or when it looks. */
  AbortDelay abortDelay() {
    return switch (this) {
      case SGLANG -> new AbortDelay(Duration.ofSeconds(2), Duration.ofSeconds(4));
      case TRTLLM -> new AbortDelay(Duration.ofSeconds(1), Duration.ofSeconds(1));
      case VLLM, TGI, LLAMACPP -> new AbortDelay(Duration.ZERO, Duration.ZERO);
    };
  }

  /** How long it keeps an idle connection; zero is for ever. */
  Duration keepAlive() {
    return switch (this) {
      case VLLM, SGLANG, TRTLLM, LLAMACPP -> Duration.ofSeconds(5);
      case TGI -> Duration.ZERO;
    };
  }

  /** Where it differs from what every trait is else. */
  Map<Trait, String> traits() {
    return switch (this) {
      case VLLM -> Map.of(SIGTERM, "abort-accept");
      case SGLANG ->
          Map.ofEntries(
              Map.entry(HEADERS, "token"),
              Map.entry(LOADING, "refuse-503"),
              Map.entry(HEALTH, "honest"),
              Map.entry(LACKS, "audio"),
              Map.entry(OVERLOAD, "503-event"),
              Map.entry(ERRORS, "flat"),
              Map.entry(EVENT_ERRORS, "object"),
              Map.entry(USAGE, "asked"),
              Map.entry(HEALTH_DELAY, "1s"),
              Map.entry(METRICS, "sglang"),
              Map.entry(SIGTERM, "drain-accept"));
      case TGI ->
          Map.of(
              OVERLOAD, "429-event",
              ERRORS, "typed",
              EVENT_ERRORS, "tgi",
              SPACE, "no",
              METRICS, "tgi",
              LACKS, "embeddings,responses,messages,rerank,score,detokenize,audio",
              SIGTERM, "drain");
      case LLAMACPP ->
          Map.of(
              HEADERS, "token",
              LOADING, "503",
              ERRORS, "llamacpp",
              EVENT_ERRORS, "llamacpp",
              PING, "30s",
              LACKS, "responses,rerank,score,audio",
              METRICS, "llamacpp");
      case TRTLLM ->
          Map.of(
              ERRORS, "flat",
              EVENT_ERRORS, "torn",
              METRICS, "trtllm",
              LACKS, "messages,rerank,score,tokenize,detokenize,audio");
    };
  }
}
