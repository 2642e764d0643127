package io.spillway.loadtest.engine;

import java.util.List;
import java.util.Optional;

/**
 * A request for tokens that was understood, whatever API it came by.
 *
 * @param id the answer's id, with its prefix
 * @param stream true if tokens are sent as they come
 * @param prompts one text per prompt; a chat has one
 * @param copies answers per prompt
 * @param output tokens of each answer
 * @param salt keeps the caches of strangers apart
 * @param manner how the answer is written
 */
record GenerationRequest(
    String id,
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
   * @param thoughts how many of them, the first, are thoughts
   */
  record Output(int tokens, boolean stopped, int thoughts) {}

  /**
   * How an answer is written.
   *
   * @param model the name it says
   * @param usageEvent true if the stream ends with a usage event
   * @param usageInEach true if every event says what was used so far
   * @param call the function that is called; empty for text
   * @param open what the answer goes on with; empty for one from its start
   */
  record Manner(
      String model,
      boolean usageEvent,
      boolean usageInEach,
      Optional<ToolCall> call,
      Optional<OpenAnswer> open) {}

  String model() {
    return manner.model();
  }

  Optional<ToolCall> call() {
    return manner.call();
  }

  int choices() {
    return prompts.size() * copies;
  }

  byte[] prompt(int choice) {
    return prompts.get(choice / copies);
  }

  /** Tokens of all prompts. */
  int promptTokens() {
    return prompts.stream().mapToInt(RequestReader::tokens).sum();
  }
}
