package io.spillway.loadtest.engine.model;

/** Engines for tests. */
final class Profiles {
  private Profiles() {}

  /** A small engine with round numbers: a step that decodes takes a millisecond and a bit. */
  static EngineProfile small(int batchedTokens, int sequences, int blocks) {
    return new EngineProfile(
        "small",
        new EngineProfile.Dense(1000, 10, 2),
        new EngineProfile.Head(10, 20),
        new EngineProfile.Attention(2, 5, 0.001, 5, 0.01, 1.5, 1),
        new EngineProfile.Links(1, 128, 0, 1),
        50,
        new EngineProfile.Limits(batchedTokens, sequences, blocks));
  }
}
