package io.spillway.gateway.observe;

import io.spillway.router.Explanation;
import io.spillway.router.Standing;
import io.spillway.router.Tier;
import org.jspecify.annotations.Nullable;

/**
 * Says in one sentence why a request went where it went: what was expected there, beside the best
 * of the other pods.
 *
 * <p>Made of the names of endpoints and of numbers only, never of what a client sent.
 */
final class Rationale {
  private static final int OTHERS_MAX = 2;
  private static final int TYPICAL_LENGTH = 160;

  private final RequestOutcome.Decision decision;
  private final Explanation explanation;
  private final StringBuilder text = new StringBuilder(TYPICAL_LENGTH);

  private Rationale(RequestOutcome.Decision decision) {
    this.decision = decision;
    this.explanation = decision.explanation();
  }

  /** The sentence; null when nothing was compared. */
  static @Nullable String of(RequestOutcome.Decision decision) {
    String winner = decision.endpoint();
    return decision.explanation().candidates().isEmpty() || winner == null
        ? null
        : new Rationale(decision).sentence(winner);
  }

  private String sentence(String winner) {
    text.append(winner).append(": ");
    seconds(decision.estimate());
    text.append(" expected");
    Explanation.Candidate own = decision.tier() == Tier.SELF_HOSTED ? find(winner) : null;
    if (decision.tier() == Tier.SELF_HOSTED) {
      text.append(", ");
      number(explanation.cachedTokens());
      text.append(" of ");
      number(explanation.promptTokens());
      text.append(" prompt tokens cached");
    }
    if (own != null) {
      ahead(own);
    }
    int told = 0;
    for (Explanation.Candidate other : explanation.candidates()) {
      if (!other.equals(own) && told < OTHERS_MAX) {
        text.append("; ").append(beside(own, other, told));
        other(other);
        told++;
      }
    }
    return text.toString();
  }

  private Explanation.@Nullable Candidate find(String name) {
    for (Explanation.Candidate candidate : explanation.candidates()) {
      if (candidate.endpoint().name().equals(name)) {
        return candidate;
      }
    }
    return null;
  }

  /** How another pod compares with the one that was chosen. */
  private String beside(
      Explanation.@Nullable Candidate own, Explanation.Candidate other, int told) {
    if (Double.isNaN(other.seconds())) {
      return "";
    }
    if (own == null) {
      return told > 0
          ? "then "
          : decision.tier() == Tier.OVERFLOW ? "best of the pods " : "beside ";
    }
    if (other.score() < own.score()) {
      return other.standing() == own.standing() ? "no better by much: " : "better if it had room: ";
    }
    // Fewer seconds and yet a higher score: more of the prompt would have to be computed again.
    return other.seconds() < own.seconds()
        ? "faster but with less cached: "
        : told > 0 ? "then " : "next best ";
  }

  private void other(Explanation.Candidate pod) {
    text.append(pod.endpoint().name()).append(": ");
    if (Double.isNaN(pod.seconds())) {
      text.append(pod.standing().label());
      return;
    }
    seconds(pod.seconds());
    if (pod.standing() != Standing.OPEN) {
      text.append(" (").append(pod.standing().label());
      if (pod.waitSeconds() > 0) {
        text.append(", a slot in ");
        seconds(pod.waitSeconds());
      }
      text.append(')');
    }
    text.append(", ");
    number(pod.cachedTokens());
    text.append(" cached");
    ahead(pod);
  }

  private void ahead(Explanation.Candidate pod) {
    long tokens = Math.round(pod.aheadTokens());
    if (tokens > 0) {
      text.append(", ");
      number(tokens);
      text.append(" ahead");
    }
  }

  /** Two decimals, three below a tenth; by hand, because each line of the log has some. */
  private void seconds(double value) {
    if (!Double.isFinite(value)) {
      text.append("unknown time");
      return;
    }
    long thousandths = Math.round(value * 1000);
    int decimals = thousandths < 100 ? 3 : 2;
    long shown = decimals == 3 ? thousandths : Math.round(value * 100);
    long one = decimals == 3 ? 1000 : 100;
    number(shown / one);
    text.append('.');
    for (long digit = one / 10; digit > 0; digit /= 10) {
      text.append((char) ('0' + shown / digit % 10));
    }
    text.append(" s");
  }

  private void number(long value) {
    if (value < 1000) {
      text.append(value);
      return;
    }
    number(value / 1000);
    text.append(',');
    for (long digit = 100; digit > 0; digit /= 10) {
      text.append((char) ('0' + value / digit % 10));
    }
  }
}
