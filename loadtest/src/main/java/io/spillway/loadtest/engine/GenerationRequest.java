package io.spillway.loadtest.engine;

import java.util.List;

/**
 * A chat or completion request that was understood.
 *
 * @param id the answer's id, with its prefix
 * @param chat true for chat, false for completions
 * @param stream true if tokens are sent as they come
 * @param includeUsage true if the stream ends with a usage event
 * @param prompts one text per prompt; a chat has one
 * @param copies answers per prompt
 * @param output tokens of each answer
 * @param salt keeps the caches of strangers apart
 */
record GenerationRequest(
    String id,
    boolean chat,
    boolean stream,
    boolean includeUsage,
    List<byte[]> prompts,
    int copies,
    Output output,
    long salt) {

  /**
   * Tokens of one answer.
   *
   * @param tokens how many
   * @param stopped true if the model stops by itself, false if the limit cuts it
   */
  record Output(int tokens, boolean stopped) {}

  int choices() {
    return prompts.size() * copies;
  }

  byte[] prompt(int choice) {
    return prompts.get(choice / copies);
  }
}
