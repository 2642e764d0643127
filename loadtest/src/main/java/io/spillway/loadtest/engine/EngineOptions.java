package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.EngineProfile;
import java.time.Duration;

/**
 * How a simulated engine is set up.
 *
 * @param host the address it listens on
 * @param port its port; 0 takes a free one, which is known and reserved while it loads
 * @param model the name it serves
 * @param profile its GPU, its model, and the scheduler's limits
 * @param speed how many times faster than real time it works; divides steps and load time
 * @param loadTime how long connections are refused after a start
 * @param modelLengthMax tokens of a prompt and its answer; also bounded by the KV cache
 * @param waitingMax sequences that may wait; what happens above it is a {@link Trait}
 * @param behaviour what clients see
 * @param failures what goes wrong
 * @param seed of answers and of failures that strike by chance
 */
public record EngineOptions(
    String host,
    int port,
    String model,
    EngineProfile profile,
    double speed,
    Duration loadTime,
    int modelLengthMax,
    int waitingMax,
    Behaviour behaviour,
    Failures failures,
    long seed) {
  /** A small model on one GPU, ready at once, on any free port of the loopback. */
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          "127.0.0.1",
          0,
          "llama-3.1-8b",
          ProfileCatalog.defaultProfile(),
          1,
          Duration.ZERO,
          32_768,
          10_000,
          Behaviour.DEFAULTS,
          Failures.NONE,
          1);

  /**
   * What clients see of an engine.
   *
   * @param outputLength how long answers are that nobody bounded
   * @param tokenIds true if each token is {@code request:index} instead of a word
   * @param keepAlive how long an idle connection is kept; zero is for ever
   * @param abortDelay how late a client's leaving is noticed
   * @param wire which engine it looks like
   */
  public record Behaviour(
      OutputLength outputLength,
      boolean tokenIds,
      Duration keepAlive,
      AbortDelay abortDelay,
      Wire wire) {
    /** As a current vLLM behaves. */
    public static final Behaviour DEFAULTS = of(EnginePreset.VLLM);

    public Behaviour {
      require(!keepAlive.isNegative(), "keepAlive", keepAlive, ">= 0");
    }

    /**
     * How late a client's leaving is noticed; what is produced till then is wasted.
     *
     * @param stream while its answer streams
     * @param whole while it waits for an answer in one piece
     */
    public record AbortDelay(Duration stream, Duration whole) {
      public AbortDelay {
        require(!stream.isNegative(), "abortDelay", stream, ">= 0");
        require(!whole.isNegative(), "abortDelay", whole, ">= 0");
      }
    }

    /** As an engine usually behaves. */
    public static Behaviour of(EnginePreset engine) {
      return new Behaviour(
          OutputLength.DEFAULTS, false, engine.keepAlive(), engine.abortDelay(), Wire.of(engine));
    }

    /** The same with other lengths of answers. */
    public Behaviour withOutputLength(OutputLength other) {
      return new Behaviour(other, tokenIds, keepAlive, abortDelay, wire);
    }

    /** The same with tokens that name their request and place, or with words. */
    public Behaviour withTokenIds(boolean ids) {
      return new Behaviour(outputLength, ids, keepAlive, abortDelay, wire);
    }

    /** The same with another time for idle connections. */
    public Behaviour withKeepAlive(Duration other) {
      return new Behaviour(outputLength, tokenIds, other, abortDelay, wire);
    }

    /** The same with another delay until a client's leaving is noticed. */
    public Behaviour withAbortDelay(Duration other) {
      return new Behaviour(outputLength, tokenIds, keepAlive, new AbortDelay(other, other), wire);
    }

    /** The same with one trait set by hand. */
    public Behaviour with(Trait trait, String value) {
      return new Behaviour(outputLength, tokenIds, keepAlive, abortDelay, wire.with(trait, value));
    }
  }

  public EngineOptions {
    require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
    require(!model.isEmpty(), "model", model, "a name");
    require(speed > 0 && speed <= 10_000, "speed", speed, "above 0, at most 10000");
    require(!loadTime.isNegative(), "loadTime", loadTime, ">= 0");
    require(modelLengthMax >= 2, "modelLengthMax", modelLengthMax, ">= 2");
    require(waitingMax >= 0, "waitingMax", waitingMax, ">= 0");
  }

  /** The same at another address. */
  public EngineOptions withAddress(String otherHost, int otherPort) {
    return new EngineOptions(
        otherHost,
        otherPort,
        model,
        profile,
        speed,
        loadTime,
        modelLengthMax,
        waitingMax,
        behaviour,
        failures,
        seed);
  }

  /** The same under another name. */
  public EngineOptions withModel(String other) {
    return new EngineOptions(
        host,
        port,
        other,
        profile,
        speed,
        loadTime,
        modelLengthMax,
        waitingMax,
        behaviour,
        failures,
        seed);
  }

  /** The same on another GPU or with another model. */
  public EngineOptions withProfile(EngineProfile other) {
    return new EngineOptions(
        host,
        port,
        model,
        other,
        speed,
        loadTime,
        modelLengthMax,
        waitingMax,
        behaviour,
        failures,
        seed);
  }

  /** The same with another number of sequences that run at once. */
  public EngineOptions withSequencesMax(int max) {
    var limits = profile.limits();
    return withProfile(
        profile.withLimits(
            new EngineProfile.Limits(limits.batchedTokensMax(), max, limits.kvBlocks())));
  }

  /** The same with another number of blocks in the KV cache. */
  public EngineOptions withKvBlocks(int blocks) {
    var limits = profile.limits();
    return withProfile(
        profile.withLimits(
            new EngineProfile.Limits(limits.batchedTokensMax(), limits.sequencesMax(), blocks)));
  }

  /** The same at another speed. */
  public EngineOptions withSpeed(double other) {
    return new EngineOptions(
        host,
        port,
        model,
        profile,
        other,
        loadTime,
        modelLengthMax,
        waitingMax,
        behaviour,
        failures,
        seed);
  }

  /** The same with another load time. */
  public EngineOptions withLoadTime(Duration other) {
    return new EngineOptions(
        host,
        port,
        model,
        profile,
        speed,
        other,
        modelLengthMax,
        waitingMax,
        behaviour,
        failures,
        seed);
  }

  /** The same with other bounds on one sequence's tokens and on the sequences that wait. */
  public EngineOptions withBounds(int lengthMax, int waiting) {
    return new EngineOptions(
        host, port, model, profile, speed, loadTime, lengthMax, waiting, behaviour, failures, seed);
  }

  /** The same with another behaviour. */
  public EngineOptions withBehaviour(Behaviour other) {
    return new EngineOptions(
        host,
        port,
        model,
        profile,
        speed,
        loadTime,
        modelLengthMax,
        waitingMax,
        other,
        failures,
        seed);
  }

  /** The same as another engine. */
  public EngineOptions withEngine(EnginePreset engine) {
    return withBehaviour(Behaviour.of(engine));
  }

  /** The same with one trait set by hand. */
  public EngineOptions with(Trait trait, String value) {
    return withBehaviour(behaviour.with(trait, value));
  }

  /** The same with other failures. */
  public EngineOptions withFailures(Failures other) {
    return new EngineOptions(
        host,
        port,
        model,
        profile,
        speed,
        loadTime,
        modelLengthMax,
        waitingMax,
        behaviour,
        other,
        seed);
  }

  /** The same with another seed. */
  public EngineOptions withSeed(long other) {
    return new EngineOptions(
        host,
        port,
        model,
        profile,
        speed,
        loadTime,
        modelLengthMax,
        waitingMax,
        behaviour,
        failures,
        other);
  }

  /** Tokens of a prompt and its answer that fit into the model and the cache. */
  int lengthMax() {
    return Math.min(modelLengthMax, profile.limits().kvBlocks() * EngineProfile.BLOCK_TOKENS);
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }
}
