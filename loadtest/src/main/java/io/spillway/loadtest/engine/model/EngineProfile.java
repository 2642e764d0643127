package io.spillway.loadtest.engine.model;

/**
 * One model on one kind of GPU: the coefficients of the time of a step, and the limits of the
 * engine's scheduler. Times are in microseconds.
 *
 * @param name what people call it, such as {@code a100-llama3.1-8b}
 * @param dense the dense layers, together
 * @param head the output head and sampler
 * @param attention attention, per layer
 * @param links what several GPUs say to each other
 * @param overheadMicros the engine's own work between two steps
 * @param limits the scheduler's limits
 */
public record EngineProfile(
    String name,
    Dense dense,
    Head head,
    Attention attention,
    Links links,
    double overheadMicros,
    Limits limits) {

  /** Tokens in one block of the KV cache. */
  public static final int BLOCK_TOKENS = 16;

  /**
   * The dense layers: reading the weights takes {@code a} however few the tokens, computing takes
   * {@code b} per token, and {@code p} says how sharply one takes over from the other.
   */
  public record Dense(double a, double b, double p) {
    public Dense {
      require(a > 0, "dense.a", a, "> 0");
      require(b > 0, "dense.b", b, "> 0");
      require(p >= 1, "dense.p", p, ">= 1");
    }
  }

  /** The output head and sampler: linear between one and 128 sequences. */
  public record Head(double one, double at128) {
    public Head {
      require(one >= 0, "head.one", one, ">= 0");
      require(at128 >= 0, "head.at128", at128, ">= 0");
    }
  }

  /**
   * Attention of one layer.
   *
   * @param layers layers of the model
   * @param prefillBase of any step with prompt tokens
   * @param prefillPerPair of a prompt token looking at one token
   * @param decodeBase of any step that decodes
   * @param decodePerToken of a token of context
   * @param mixed how much slower decoding is beside prompt tokens
   * @param skew how much slower sequences of unequal length are
   */
  public record Attention(
      int layers,
      double prefillBase,
      double prefillPerPair,
      double decodeBase,
      double decodePerToken,
      double mixed,
      double skew) {
    public Attention {
      require(layers > 0, "attention.layers", layers, "> 0");
      require(mixed >= 1, "attention.mixed", mixed, ">= 1");
      require(skew >= 1, "attention.skew", skew, ">= 1");
    }
  }

  /**
   * Two all-reduces per layer between the GPUs of one engine.
   *
   * @param gpus GPUs of one engine
   * @param hidden width of the model
   * @param baseMicros of one all-reduce, however small
   * @param bytesPerMicro of the link
   */
  public record Links(int gpus, int hidden, double baseMicros, double bytesPerMicro) {
    public Links {
      require(gpus > 0, "links.gpus", gpus, "> 0");
      require(bytesPerMicro > 0, "links.bytesPerMicro", bytesPerMicro, "> 0");
    }
  }

  /**
   * The scheduler's limits.
   *
   * @param batchedTokensMax tokens in one step
   * @param sequencesMax sequences that run at once
   * @param kvBlocks blocks of the KV cache
   */
  public record Limits(int batchedTokensMax, int sequencesMax, int kvBlocks) {
    public Limits {
      require(batchedTokensMax > 0, "limits.batchedTokensMax", batchedTokensMax, "> 0");
      require(sequencesMax > 0, "limits.sequencesMax", sequencesMax, "> 0");
      require(kvBlocks > 0, "limits.kvBlocks", kvBlocks, "> 0");
    }
  }

  /** The same engine with other limits. */
  public EngineProfile withLimits(Limits other) {
    return new EngineProfile(name, dense, head, attention, links, overheadMicros, other);
  }

  /** The same engine with another skew and overhead, which depend on the software above the GPU. */
  public EngineProfile withSoftware(double skew, double overhead) {
    var software =
        new Attention(
            attention.layers,
            attention.prefillBase,
            attention.prefillPerPair,
            attention.decodeBase,
            attention.decodePerToken,
            attention.mixed,
            skew);
    return new EngineProfile(name, dense, head, software, links, overhead, limits);
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }
}
