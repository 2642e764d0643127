package io.spillway.loadtest.trace;

import io.spillway.loadtest.trace.Arrivals.Arrival;
import io.spillway.loadtest.trace.Prompt.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** One pass over a workload. Holds the conversations that will go on; see {@link Workload}. */
final class Draw implements Iterator<PlannedRequest> {
  private static final int PROMPT_TOKENS_MAX = 15_000;
  private static final int QUESTION_TOKENS_MIN = 16;

  /** A conversation with turns to come. */
  private record Open(
      int session,
      long seed,
      int systemTokens,
      List<Exchange> earlier,
      int turnsLeft,
      double dueSecond) {}

  private final Arrivals arrivals;
  private final SessionShape shape;
  private final WorkloadSpec spec;
  private final double lengthSeconds;
  private final SplittableRandom random;
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(
          Comparator.comparingDouble(Open::dueSecond).thenComparingInt(Open::session));
  private int requests;
  private int sessions;
  private Arrival ahead;

  Draw(Trace trace, WorkloadSpec spec) {
    this.spec = spec;
    this.random = new SplittableRandom(spec.seed());
    this.shape = new SessionShape(spec.gapScale());
    this.lengthSeconds = spec.length().toNanos() / (double) Duration.ofSeconds(1).toNanos();
    double expected = spec.rate().countAt(lengthSeconds);
    int firstRow = random.nextInt(trace.rows().size());
    this.arrivals = new Arrivals(trace, spec.rate(), firstRow, expected);
    this.ahead = arrivals.next();
  }

  @Override
  public boolean hasNext() {
    return requests < spec.requestsMax() && ahead.second() < lengthSeconds;
  }

  @Override
  public PlannedRequest next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Arrival arrival = ahead;
    ahead = arrivals.next();
    Open due = open.peek();
    Open session =
        due != null && due.dueSecond() <= arrival.second() ? open.remove() : begin(arrival.row());
    Prompt prompt = prompt(session, arrival.row());
    int outputTokens = Math.max(1, arrival.row().outputTokens());
    goOn(session, new Exchange(prompt.userTokens(), outputTokens), arrival.second());
    return new PlannedRequest(
        requests++,
        (long) (arrival.second() * 1e9),
        session.session(),
        session.earlier().size(),
        prompt,
        outputTokens);
  }

  /** A new conversation; its system prompt is left out when the whole prompt is shorter. */
  private Open begin(TraceRow row) {
    int turns = spec.conversations() ? shape.turns(random) : 1;
    int system = shape.systemTokens(random);
    boolean fits = system + QUESTION_TOKENS_MIN <= row.inputTokens();
    return new Open(sessions++, random.nextLong(), fits ? system : 0, List.of(), turns, 0);
  }

  private static Prompt prompt(Open session, TraceRow row) {
    int before = session.systemTokens() + Prompt.historyTokens(session.earlier());
    int least = session.earlier().isEmpty() ? 1 : QUESTION_TOKENS_MIN;
    int question = Math.max(least, Math.min(row.inputTokens(), PROMPT_TOKENS_MAX) - before);
    return new Prompt(session.seed(), session.systemTokens(), session.earlier(), question);
  }

  private void goOn(Open session, Exchange exchange, double second) {
    int left = session.turnsLeft() - 1;
    var earlier = new ArrayList<>(session.earlier());
    earlier.add(exchange);
    int history = session.systemTokens() + Prompt.historyTokens(earlier);
    if (left > 0 && history + QUESTION_TOKENS_MIN <= PROMPT_TOKENS_MAX) {
      double due = second + shape.gapSeconds(random);
      open.add(
          new Open(
              session.session(),
              session.seed(),
              session.systemTokens(),
              List.copyOf(earlier),
              left,
              due));
    }
  }
}
