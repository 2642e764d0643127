package io.spillway.loadtest.engine;

/**
 * Tokens of one request.
 *
 * @param prompt of the prompt
 * @param completion of all answers
 * @param cached of the prompt, found in the prefix cache
 */
record Usage(int prompt, int completion, int cached) {
  /** As JSON; {@code whole} for an answer in one piece, which also says what is absent. */
  String json(boolean whole) {
    return "{\"prompt_tokens\":"
        + prompt
        + ",\"total_tokens\":"
        + (prompt + completion)
        + ",\"completion_tokens\":"
        + completion
        + ",\"prompt_tokens_details\":{\"cached_tokens\":"
        + cached
        + "}"
        + (whole ? ",\"completion_tokens_details\":null}" : "}");
  }
}
