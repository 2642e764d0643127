package io.spillway.loadtest.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * A prompt by its parts; the text is made only when it is sent.
 *
 * @param seed of the conversation's own text
 * @param systemTokens length of the system prompt, 0 for none; prompts of one length are the same
 *     text in all conversations
 * @param earlier the turns before this one
 * @param userTokens length of the new question
 */
public record Prompt(long seed, int systemTokens, List<Exchange> earlier, int userTokens) {
  /**
   * One turn that is over.
   *
   * @param userTokens length of its question
   * @param answerTokens length of its answer
   */
  public record Exchange(int userTokens, int answerTokens) {}

  /** Keeps its own copy of the turns. */
  public Prompt {
    earlier = List.copyOf(earlier);
  }

  /** Length of the whole prompt. */
  public int tokens() {
    return systemTokens + historyTokens(earlier) + userTokens;
  }

  static int historyTokens(List<Exchange> earlier) {
    return earlier.stream().mapToInt(e -> e.userTokens() + e.answerTokens()).sum();
  }

  /** The messages, oldest first: a later turn's begin with all the messages of the turn before. */
  public List<Message> messages() {
    var messages = new ArrayList<Message>(2 * earlier.size() + 2);
    if (systemTokens > 0) {
      messages.add(new Message("system", FillerText.of(systemTokens, systemTokens)));
    }
    for (int turn = 0; turn < earlier.size(); turn++) {
      Exchange exchange = earlier.get(turn);
      messages.add(new Message("user", FillerText.of(textSeed(turn, 0), exchange.userTokens())));
      messages.add(
          new Message("assistant", FillerText.of(textSeed(turn, 1), exchange.answerTokens())));
    }
    messages.add(new Message("user", FillerText.of(textSeed(earlier.size(), 0), userTokens)));
    return messages;
  }

  private long textSeed(int turn, int part) {
    return seed * 31 + 2L * turn + part;
  }
}
