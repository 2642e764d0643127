package io.spillway.loadtest.engine.model;

/**
 * How long a step takes:
 *
 * <pre>
 *   (a^p + (b m)^p)^(1/p)                                    dense layers, m tokens
 * + head(sequences)                                          output head and sampler
 * + L * [prefill]  (prefillBase + prefillPerPair * pairs)    attention of prompt tokens
 * + L * [decode]   mixed * (decodeBase + decodePerToken * skew * context)
 * + [GPUs > 1] 2 L (base + 2 (G-1)/G * m * hidden * 2 B / link)
 * + overhead
 * </pre>
 */
public final class StepTime {
  private static final int HEAD_SEQUENCES = 128;
  private static final int ACTIVATION_BYTES = 2;

  private StepTime() {}

  /** The time of a step, in microseconds. */
  public static double micros(EngineProfile profile, Batch batch) {
    var attention = profile.attention();
    double time =
        dense(profile.dense(), batch.tokens())
            + head(profile.head(), batch.sequences())
            + links(profile, batch.tokens())
            + profile.overheadMicros();
    if (batch.prefillTokens() > 0) {
      time +=
          attention.layers()
              * (attention.prefillBase() + attention.prefillPerPair() * batch.prefillPairs());
    }
    if (batch.decodes() > 0) {
      double beside = batch.prefillTokens() > 0 ? attention.mixed() : 1;
      double context = attention.decodePerToken() * attention.skew() * batch.decodeContext();
      time += attention.layers() * beside * (attention.decodeBase() + context);
    }
    return time;
  }

  private static double dense(EngineProfile.Dense dense, long tokens) {
    double read = dense.a();
    double compute = dense.b() * tokens;
    double larger = Math.max(read, compute);
    // Scaled by the larger term, so that the power neither overflows nor loses the smaller one.
    double ratio = Math.min(read, compute) / larger;
    return larger * Math.pow(1 + Math.pow(ratio, dense.p()), 1 / dense.p());
  }

  private static double head(EngineProfile.Head head, int sequences) {
    double share = Math.clamp((sequences - 1.0) / (HEAD_SEQUENCES - 1), 0, 1);
    return head.one() + share * (head.at128() - head.one());
  }

  private static double links(EngineProfile profile, long tokens) {
    var links = profile.links();
    if (links.gpus() == 1) {
      return 0;
    }
    double bytes =
        2.0 * (links.gpus() - 1) / links.gpus() * tokens * links.hidden() * ACTIVATION_BYTES;
    double once = links.baseMicros() + bytes / links.bytesPerMicro();
    return 2.0 * profile.attention().layers() * once;
  }
}
