package io.spillway.loadtest.engine;

import io.spillway.loadtest.cli.Quantities;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What an engine looks like from outside: an engine's usual traits, but for those set by hand. */
public final class Wire {
  /** A current vLLM. */
  public static final Wire VLLM = of(EnginePreset.VLLM);

  private final EnginePreset engine;
  private final Map<Trait, String> values;
  private final int chunkTokens;
  private final boolean headersFirst;
  private final long pingMillis;
  private final boolean saysCached;

  private Wire(EnginePreset engine, Map<Trait, String> values) {
    this.engine = engine;
    this.values = values;
    chunkTokens = number(Trait.CHUNK_TOKENS);
    headersFirst = is(Trait.HEADERS, "first");
    pingMillis = time(Trait.PING).toMillis();
    saysCached = is(Trait.CACHED_TOKENS, "yes");
  }

  /** An engine as it usually is. */
  public static Wire of(EnginePreset engine) {
    var values = new EnumMap<Trait, String>(Trait.class);
    for (Trait trait : Trait.values()) {
      values.put(trait, engine.traits().getOrDefault(trait, trait.usual()));
    }
    return new Wire(engine, values);
  }

  /**
   * The same but for one trait.
   *
   * @throws IllegalArgumentException if it cannot be that, saying what was expected
   */
  public Wire with(Trait trait, String value) {
    if (!trait.allows(value)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s)".formatted(trait.label(), value, trait.allowed()));
    }
    var changed = new EnumMap<>(values);
    changed.put(trait, value);
    return new Wire(engine, changed);
  }

  EnginePreset engine() {
    return engine;
  }

  String text(Trait trait) {
    return Objects.requireNonNull(values.get(trait));
  }

  boolean is(Trait trait, String value) {
    return text(trait).equals(value);
  }

  int number(Trait trait) {
    return Integer.parseInt(text(trait));
  }

  int percent(Trait trait) {
    return Integer.parseInt(text(trait));
  }

  Duration time(Trait trait) {
    return Quantities.duration(text(trait)).orElseThrow();
  }

  int chunkTokens() {
    return chunkTokens;
  }

  boolean headersFirst() {
    return headersFirst;
  }

  /** Milliseconds of silence before a comment; 0 for never. */
  long pingMillis() {
    return pingMillis;
  }

  /** What stands before the data of an event. */
  String dataField() {
    return is(Trait.SPACE, "yes") ? "data: " : "data:";
  }

  /** Whether the usage says how much of the prompt was cached. */
  boolean saysCached() {
    return saysCached;
  }

  /** Whether it serves a family of endpoints. */
  boolean has(Family family) {
    return !List.of(text(Trait.LACKS).split(",", -1)).contains(family.label());
  }

  /** How error answers are written. */
  ErrorShape errors() {
    return ErrorShape.named(text(Trait.ERRORS));
  }

  /** The adapters it begins with. */
  List<String> adapters() {
    String names = text(Trait.LORA);
    return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
  }
}
