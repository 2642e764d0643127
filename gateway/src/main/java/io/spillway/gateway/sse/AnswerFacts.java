package io.spillway.gateway.sse;

import org.jspecify.annotations.Nullable;

/**
 * What a whole answer says.
 *
 * @param outcome how it ended
 * @param usage what it cost; without a report, a quarter of the bytes of what a reader sees
 * @param nullError whether it has a member {@code "error": null} that {@link NullError} is to take
 *     out; a response's own is none
 * @param responseId the id of a response, of other answers null
 */
public record AnswerFacts(
    Outcome outcome, TokenUsage usage, boolean nullError, @Nullable String responseId) {
  AnswerFacts(Outcome outcome, TokenUsage usage, boolean nullError) {
    this(outcome, usage, nullError, null);
  }

  /** How a whole answer ended. */
  public enum Outcome {
    /** Everything that was asked for is there. */
    COMPLETE,
    /** A response that the endpoint goes on with in the background. */
    UNDER_WAY,
    /** An answer, but a choice is missing, not finished, or was given up. */
    INCOMPLETE,
    /** An error in the place of an answer. */
    ERROR,
    /** Not JSON of the kind that answers are. */
    NOT_JSON
  }

  /** Whether everything that was asked for is there. */
  public boolean complete() {
    return outcome == Outcome.COMPLETE;
  }

  /** Whether the endpoint goes on with it in the background. */
  public boolean underWay() {
    return outcome == Outcome.UNDER_WAY;
  }

  /** Whether it is an error in the place of an answer. */
  public boolean error() {
    return outcome == Outcome.ERROR;
  }

  /** Whether it is, in form, an answer of its kind at all. */
  public boolean json() {
    return outcome != Outcome.NOT_JSON;
  }
}
