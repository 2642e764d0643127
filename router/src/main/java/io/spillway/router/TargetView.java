package io.spillway.router;

/**
 * An overflow target as placement sees it at one moment.
 *
 * @param id its name
 * @param free requests it can take now; 0 when it is full or cooling down
 * @param overheadSeconds expected time to the first token of an empty prompt
 * @param secondsPerPromptToken what each token of the prompt adds
 */
public record TargetView(
    EndpointId id, int free, double overheadSeconds, double secondsPerPromptToken) {
  /** A target where all prompts take the same time. */
  public TargetView(EndpointId id, int free, double firstTokenSeconds) {
    this(id, free, firstTokenSeconds, 0);
  }

  /** Expected seconds to the first token of a prompt there. */
  public double firstTokenSeconds(Prompt prompt) {
    return overheadSeconds + prompt.tokens() * secondsPerPromptToken;
  }
}
