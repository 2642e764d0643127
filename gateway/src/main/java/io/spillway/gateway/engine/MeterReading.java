package io.spillway.gateway.engine;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a metrics page: adds up the samples of the meters that are known.
 *
 * <p>Where a version shows a meter under its old and its new name, the new one counts.
 */
final class MeterReading {
  /** Only vLLM tells. */
  private static final String SLEEP_STATE = "vllm:engine_sleep_state";

  /** Only vLLM has its cache's size in labels: one series per engine. */
  private static final String CACHE_CONFIG = "vllm:cache_config_info";

  private final EngineMeters engine;
  private final Map<Quantity, Ranked> tallies = new EnumMap<>(Quantity.class);
  private final LoraReading lora = new LoraReading();
  private Sleep sleep = Sleep.UNKNOWN;

  MeterReading(EngineMeters engine) {
    this.engine = engine;
    for (Quantity quantity : Quantity.values()) {
      tallies.put(quantity, new Ranked(new Tally(), new Tally()));
    }
  }

  /** The tallies of one quantity under its current and its older names. */
  private record Ranked(Tally current, Tally older) {
    double sum() {
      return Double.isNaN(current.sum()) ? older.sum() : current.sum();
    }

    double max() {
      return Double.isNaN(current.max()) ? older.max() : current.max();
    }
  }

  void add(MetricSample sample) {
    if (EngineMeters.START.matches(sample)) {
      of(Quantity.PROCESS_START).current().add(sample.value());
    } else if (sample.nameStartsWith(engine.prefix())) {
      engine.meters().forEach(meter -> addTo(meter, sample));
      if (sample.named(SLEEP_STATE)) {
        addSleep(sample);
      }
      if (sample.named(CACHE_CONFIG)) {
        addCache(sample);
      }
      lora.add(sample);
    }
  }

  private void addTo(Meter meter, MetricSample sample) {
    if (!meter.matches(sample)) {
      return;
    }
    Ranked ranked = of(meter.quantity());
    Tally tally = meter.older() ? ranked.older() : ranked.current();
    String label = engine.replicaLabel();
    if (label == null || meter.counter()) {
      tally.add(meter.value(sample));
    } else {
      String replica = sample.label(label);
      tally.add(replica == null ? "" : replica, meter.value(sample));
    }
  }

  private void addSleep(MetricSample sample) {
    if (Double.isNaN(sample.value())) {
      return;
    }
    boolean set = sample.value() > 0;
    if (!"awake".equals(sample.label("sleep_state"))) {
      sleep = set ? Sleep.ASLEEP : sleep;
    } else if (!set) {
      sleep = Sleep.ASLEEP;
    } else if (sleep == Sleep.UNKNOWN) {
      sleep = Sleep.AWAKE;
    }
  }

  private void addCache(MetricSample sample) {
    double tokens = number(sample.label("num_gpu_blocks")) * number(sample.label("block_size"));
    of(Quantity.CACHE_TOKENS).current().add(tokens);
  }

  private double cacheTokens() {
    double tokens = of(Quantity.CACHE_TOKENS).sum();
    return Double.isNaN(tokens)
        ? of(Quantity.CACHE_BLOCKS).sum() * of(Quantity.CACHE_BLOCK_TOKENS).max()
        : tokens;
  }

  private static double number(@Nullable String label) {
    byte[] text = label == null ? new byte[0] : label.getBytes(StandardCharsets.US_ASCII);
    return DecimalText.parse(text, 0, text.length).orElse(Double.NaN);
  }

  EngineSample sample() {
    return new EngineSample(
        of(Quantity.RUNNING).sum(),
        of(Quantity.WAITING).sum(),
        Math.min(1, of(Quantity.KV_USAGE).max()),
        of(Quantity.COMPLETIONS).sum(),
        of(Quantity.PREFIX_HITS).sum(),
        of(Quantity.PREFIX_QUERIES).sum(),
        cacheTokens(),
        lora.names(),
        sleep,
        of(Quantity.PROCESS_START).max());
  }

  private Ranked of(Quantity quantity) {
    return Objects.requireNonNull(tallies.get(quantity));
  }
}
