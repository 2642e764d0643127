package io.spillway.gateway.config;

import java.time.Duration;
import java.util.List;

/**
 * One model as clients name it, and where it is served.
 *
 * @param name the client's name for it; unique among all names and aliases
 * @param aliases other names for it
 * @param adapters LoRA adapters that clients may ask for by these names, which pods know them by
 * @param timeToFirstToken the objective that decides between waiting and overflow
 * @param session how requests of one conversation are recognised
 * @param queue how many may wait, and how long
 * @param selfHosted the pods
 * @param overflow where requests may spill, in the order given; names unique in this model
 * @param scaling the bounds of the recommended replica count
 */
public record ModelConfig(
    String name,
    List<String> aliases,
    List<String> adapters,
    Duration timeToFirstToken,
    SessionConfig session,
    QueueConfig queue,
    SelfHostedConfig selfHosted,
    List<TargetConfig> overflow,
    ScalingConfig scaling) {
  /** The objective of a model that names none. */
  public static final Duration TIME_TO_FIRST_TOKEN = Duration.ofSeconds(2);

  public ModelConfig {
    aliases = List.copyOf(aliases);
    adapters = List.copyOf(adapters);
    overflow = List.copyOf(overflow);
  }
}
