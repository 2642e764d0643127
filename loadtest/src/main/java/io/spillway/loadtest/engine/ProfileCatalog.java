package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.loadtest.engine.model.EngineProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The engine profiles that come with the program, by name: {@code gpu-model[-tpN]}. */
public final class ProfileCatalog {
  /** The profile of an engine that asks for none. */
  public static final String DEFAULT_NAME = "a100-llama3.1-8b";

  private static final int BATCHED_TOKENS_MAX = 2048;
  private static final int SEQUENCES_MAX = 128;

  /** The calibration's own defaults, for rows that were not measured end to end. */
  private static final double MIXED = 1.5;

  private static final double SKEW = 1.15;
  private static final double OVERHEAD_MICROS = 1000;
  private static final double NVLINK_MICROS = 8;
  private static final double PCIE_MICROS = 100;
  private static final Map<String, Double> LINK_BYTES_PER_MICRO =
      Map.of("a100_sxm", 300e3, "h100_sxm", 450e3, "h200_sxm", 450e3);
  private static final double PCIE_BYTES_PER_MICRO = 32e3;

  private static final Map<String, EngineProfile> ALL = load();

  private ProfileCatalog() {}

  /** The profile of a name. */
  public static Optional<EngineProfile> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** The profile of an engine that asks for none. */
  public static EngineProfile defaultProfile() {
    return named(DEFAULT_NAME).orElseThrow();
  }

  /** All names, in the order of the calibration. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  private static Map<String, EngineProfile> load() {
    try (InputStream in = ProfileCatalog.class.getResourceAsStream("engine_calibration.json")) {
      if (in == null) {
        throw new IllegalStateException("engine_calibration.json is missing from the program");
      }
      var profiles = new LinkedHashMap<String, EngineProfile>();
      for (JsonNode row : new ObjectMapper().readTree(in).path("rows")) {
        EngineProfile profile = profile(row);
        profiles.put(profile.name(), profile);
      }
      return profiles;
    } catch (IOException e) {
      throw new UncheckedIOException("engine_calibration.json cannot be read", e);
    }
  }

  private static EngineProfile profile(JsonNode row) {
    int layers = row.path("layers").asInt();
    var dense =
        new EngineProfile.Dense(
            row.path("a").asDouble(), row.path("b").asDouble(), row.path("p").asDouble());
    var head =
        new EngineProfile.Head(
            row.path("head_us_1").asDouble(), row.path("head_us_128").asDouble());
    var attention =
        new EngineProfile.Attention(
            layers,
            row.path("pre_c0").asDouble(),
            row.path("pre_c1").asDouble(),
            row.path("dec_c0").asDouble(),
            row.path("dec_c1").asDouble(),
            row.path("mu_mixed").asDouble(MIXED),
            row.path("skew").asDouble(SKEW));
    int blocks = row.path("kv_capacity_tokens").asInt() / EngineProfile.BLOCK_TOKENS;
    return new EngineProfile(
        name(row),
        dense,
        head,
        attention,
        links(row),
        row.path("ovh_us").asDouble(OVERHEAD_MICROS),
        new EngineProfile.Limits(BATCHED_TOKENS_MAX, SEQUENCES_MAX, blocks));
  }

  private static EngineProfile.Links links(JsonNode row) {
    Double nvlink = LINK_BYTES_PER_MICRO.get(row.path("gpu").asText());
    return new EngineProfile.Links(
        row.path("tp").asInt(),
        row.path("hidden").asInt(),
        nvlink == null ? PCIE_MICROS : NVLINK_MICROS,
        nvlink == null ? PCIE_BYTES_PER_MICRO : nvlink);
  }

  private static String name(JsonNode row) {
    String gpu = row.path("gpu").asText().replace("_sxm", "");
    String model = row.path("model").asText().toLowerCase(Locale.ROOT).replace("llama-", "llama");
    int gpus = row.path("tp").asInt();
    return gpu + "-" + model.replace("(int4)", "") + (gpus > 1 ? "-tp" + gpus : "");
  }
}
