package io.spillway.gateway.fleet;

import io.spillway.gateway.config.EngineType;
import io.spillway.gateway.engine.EngineMeters;
import io.spillway.warmup.driver.EngineKind;
import org.jspecify.annotations.Nullable;

/** What the configured engine is to those who probe it and to those who read its meters. */
final class Engines {
  private Engines() {}

  static EngineKind kind(EngineType engine) {
    return switch (engine) {
      case VLLM -> EngineKind.VLLM;
      case SGLANG -> EngineKind.SGLANG;
      case TGI -> EngineKind.TGI;
      case LLAMACPP -> EngineKind.LLAMACPP;
      case TRTLLM -> EngineKind.TRTLLM;
      case OPENAI -> EngineKind.OPENAI;
    };
  }

  /** Its meters; null when it has none that are known. */
  static @Nullable EngineMeters meters(EngineType engine) {
    return switch (engine) {
      case VLLM -> EngineMeters.VLLM;
      case SGLANG -> EngineMeters.SGLANG;
      case TGI -> EngineMeters.TGI;
      case LLAMACPP -> EngineMeters.LLAMACPP;
      case TRTLLM -> EngineMeters.TRTLLM;
      case OPENAI -> null;
    };
  }
}
