package io.spillway.gateway.engine;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which LoRA adapters vLLM has in use: labels of a series whose value is the time it was written
 * at. Older series stay on the page, so the latest counts.
 */
final class LoraReading {
  private static final String NAME = "vllm:lora_requests_info";
  private static final int NAMES_MAX = 1024;

  private double latest = Double.NEGATIVE_INFINITY;
  private @Nullable Set<String> names;

  void add(MetricSample sample) {
    if (sample.named(NAME) && sample.value() > latest) {
      latest = sample.value();
      names = new HashSet<>();
      add(names, sample.label("running_lora_adapters"));
      add(names, sample.label("waiting_lora_adapters"));
    }
  }

  /** Their names; null when the page does not tell. */
  @Nullable Set<String> names() {
    return names;
  }

  private static void add(Set<String> names, @Nullable String listed) {
    if (listed == null) {
      return;
    }
    for (String name : listed.split(",", NAMES_MAX)) {
      if (!name.isBlank() && names.size() < NAMES_MAX) {
        names.add(name.strip());
      }
    }
  }
}
