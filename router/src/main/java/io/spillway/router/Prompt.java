package io.spillway.router;

import org.jspecify.annotations.Nullable;

/**
 * What an engine is to compute for one request.
 *
 * @param tokens estimated tokens of the prompt, &gt;= 0
 * @param outputTokensMax the client's own bound on the answer's tokens; 0 when it gave none
 * @param chain its blocks; {@link PrefixChain#EMPTY} when they are not known
 * @param adapter the LoRA adapter that answers; null for the model itself
 * @param streamed true when the first token will be seen as it comes, false when the answer comes
 *     whole
 */
public record Prompt(
    int tokens,
    int outputTokensMax,
    PrefixChain chain,
    @Nullable String adapter,
    boolean streamed) {
  /** A prompt about which nothing is known. */
  public static final Prompt UNKNOWN = new Prompt(0, 0, PrefixChain.EMPTY, null, true);

  public Prompt {
    if (tokens < 0 || outputTokensMax < 0) {
      throw new IllegalArgumentException(
          "tokens: %d, %d (expected: >= 0)".formatted(tokens, outputTokensMax));
    }
  }
}
