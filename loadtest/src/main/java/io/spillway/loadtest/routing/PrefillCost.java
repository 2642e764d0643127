package io.spillway.loadtest.routing;

import io.spillway.loadtest.engine.model.Batch;
import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.engine.model.StepTime;

/**
 * What the rest of a prompt costs an engine that has the beginning cached, in seconds of an engine
 * that does nothing else: linear in the rest, and in the pairs of a token of the rest and one it
 * looks at.
 *
 * @param perToken of one token in a full step
 * @param perPair of one pair
 */
record PrefillCost(double perToken, double perPair) {
  private static final double MICROS_PER_SECOND = 1e6;

  /** The cost in full steps of an engine. */
  static PrefillCost of(EngineProfile engine) {
    int chunk = engine.limits().batchedTokensMax();
    double step = StepTime.micros(engine, Batch.EMPTY.plusPrefill(chunk, 0));
    double pairs = chunk * (chunk / 2.0);
    double perPair = engine.attention().layers() * engine.attention().prefillPerPair();
    return new PrefillCost(
        (step - perPair * pairs) / chunk / MICROS_PER_SECOND, perPair / MICROS_PER_SECOND);
  }

  /** Seconds to compute a prompt of which {@code cached} tokens are there. */
  double seconds(int promptTokens, int cached) {
    double rest = promptTokens - cached;
    return rest * perToken + rest * (cached + rest / 2) * perPair;
  }

  /** Tokens a second in one full step: what llm-d calls the peak prefill throughput. */
  double peakTokensPerSecond(int chunk) {
    return chunk / seconds(chunk, 0);
  }
}
