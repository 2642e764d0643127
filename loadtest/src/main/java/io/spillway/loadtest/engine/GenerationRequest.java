package io.spillway.loadtest.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat or completion request that was understood.
 *
 * @param id the answer's id, with its prefix
 * @param chat true for chat, false for completions
 * @param stream true if tokens are sent as they come
 * @param prompts one text per prompt; a chat has one
 * @param copies answers per prompt
 * @param output tokens of each answer
 * @param salt keeps the caches of strangers apart
 * @param manner how the answer is written
 */
record GenerationRequest(
    String id,
    boolean chat,
    boolean stream,
    List<byte[]> prompts,
    int copies,
    Output output,
    long salt,
    Manner manner) {

  /**
   * Tokens of one answer.
   *
   * @param tokens how many
   * @param stopped true if the model stops by itself, false if the limit cuts it
   */
  record Output(int tokens, boolean stopped) {}

  /**
   * How an answer is written.
   *
   * @param model the name it says
   * @param usageEvent true if the stream ends with a usage event
   * @param usageInEach true if every event says what was used so far
   * @param tool the function that is called; null for text
   */
  record Manner(String model, boolean usageEvent, boolean usageInEach, @Nullable String tool) {}

  String model() {
    return manner.model();
  }

  boolean includeUsage() {
    return manner.usageEvent();
  }

  @Nullable String tool() {
    return manner.tool();
  }

  int choices() {
    return prompts.size() * copies;
  }

  byte[] prompt(int choice) {
    return prompts.get(choice / copies);
  }
}
