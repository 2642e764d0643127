package io.spillway.loadtest.engine;

/**
 * Tokens of one request.
 *
 * @param prompt of the prompt
 * @param completion of all answers
 * @param cached of the prompt, found in the prefix cache; {@link #UNSAID} if the engine keeps it
 */
record Usage(int prompt, int completion, int cached) {
  static final int UNSAID = -1;

  /** As JSON; {@code whole} for an answer in one piece, which also says what is absent. */
  String json(boolean whole) {
    String details = cached == UNSAID ? "null" : "{\"cached_tokens\":" + cached + "}";
    return "{\"prompt_tokens\":"
        + prompt
        + ",\"total_tokens\":"
        + (prompt + completion)
        + ",\"completion_tokens\":"
        + completion
        + (whole || cached != UNSAID ? ",\"prompt_tokens_details\":" + details : "")
        + (whole ? ",\"completion_tokens_details\":null}" : "}");
  }
}
