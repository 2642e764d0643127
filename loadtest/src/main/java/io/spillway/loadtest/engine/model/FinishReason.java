package io.spillway.loadtest.engine.model;

/** Why a sequence ended, in the engine's own words. */
public enum FinishReason {
  /** The model had said all it wanted. */
  STOP("stop"),
  /** The request's limit of tokens was reached. */
  LENGTH("length"),
  /** Somebody stopped it: the client went, or the engine slept. */
  ABORT("abort"),
  /** The engine failed it. */
  ERROR("error");

  private final String label;

  FinishReason(String label) {
    this.label = label;
  }

  /** Its name on the wire and in metrics. */
  public String label() {
    return label;
  }
}
