package io.spillway.gateway.sse;

import java.util.BitSet;

/** Events of chats and completions: pieces of choices, then usage. */
final class ChoiceEvents implements StreamMeaning {
  private final int choices;
  private final Said said = new Said();
  private final BitSet finished = new BitSet();
  private boolean aborted;
  private int eventsWithContent;
  private boolean reported;
  private boolean settled;
  private int promptTokens;
  private int cachedTokens = -1;
  private int outputTokens;

  ChoiceEvents(int choices) {
    this.choices = choices;
  }

  @Override
  public EventKind read(EventData data) {
    if (!said.read(data.bytes(), data.from(), data.to())) {
      return EventKind.MALFORMED;
    }
    return said.error() ? EventKind.ERROR : answer();
  }

  @Override
  public boolean complete() {
    return !aborted && finished.cardinality() == choices;
  }

  @Override
  public TokenUsage usage() {
    if (!reported) {
      return new TokenUsage(0, -1, eventsWithContent, false);
    }
    int output = settled ? outputTokens : Math.max(outputTokens, eventsWithContent);
    return new TokenUsage(promptTokens, cachedTokens, output, true);
  }

  @Override
  public boolean nullError() {
    return said.nullError();
  }

  @Override
  public void tell(EventData data, AnswerSoFar answer) {
    answer.event(data.bytes(), data.from(), data.to());
    said.tell(data.bytes(), answer);
  }

  private EventKind answer() {
    finished.or(said.finished());
    eventsWithContent += said.choicesWithContent();
    if (said.usage().given()) {
      takeUsage();
    }
    if (said.aborted()) {
      aborted = true;
      return EventKind.ABORTED;
    }
    if (said.choicesWithContent() > 0 || !said.finished().isEmpty()) {
      return EventKind.REAL;
    }
    return said.choices() == 0 && said.usage().given() ? EventKind.USAGE : EventKind.PREAMBLE;
  }

  /** The last report counts. One beside a choice of several may speak of that choice alone. */
  private void takeUsage() {
    reported = true;
    settled = said.choices() == 0 || choices == 1;
    promptTokens = said.usage().promptTokens();
    outputTokens = said.usage().outputTokens();
    if (said.usage().cachedTokens() >= 0) {
      cachedTokens = said.usage().cachedTokens();
    }
  }
}
