package io.spillway.gateway.relay;

import io.spillway.router.Labeled;

/** What broke a stream that had begun. */
enum StreamBreak implements Labeled {
  /** The connection was lost. */
  LOST("lost"),
  /** The endpoint ended it cleanly, but the answer had not ended. */
  TRUNCATED("truncated"),
  /** The endpoint reported an error. */
  ERROR("error"),
  /** The endpoint gave the generation up, as engines do that leave. */
  ABORTED("aborted"),
  /** Nothing came in time. */
  IDLE("idle"),
  /** The endpoint was to go on with an answer, and began anew. */
  RESTARTED("restarted"),
  /** The endpoint sent something that no client may get. */
  NONSENSE("nonsense");

  private final String label;

  StreamBreak(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
