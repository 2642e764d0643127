package io.spillway.router;

/**
 * How much work a prompt is, in tokens of a short one.
 *
 * <p>Each token also looks back at all before it. At {@value #EQUAL_AT} tokens of context that
 * costs as much as all the rest of the model: attention takes {@code 4 * layers * width} operations
 * per token and token of context, the rest {@code 2 * parameters} per token; the ratio is much the
 * same for all dense models of this kind (2 to 3.3e-5).
 */
final class PromptWork {
  private static final double EQUAL_AT = 33_000;

  private PromptWork() {}

  /**
   * The work on what is not cached.
   *
   * @param promptTokens of the whole prompt
   * @param cachedTokens of its beginning, which are only looked back at
   */
  static double tokens(int promptTokens, int cachedTokens) {
    double rest = Math.max(0, promptTokens - cachedTokens);
    return rest * (1 + (cachedTokens + rest / 2) / EQUAL_AT);
  }
}
