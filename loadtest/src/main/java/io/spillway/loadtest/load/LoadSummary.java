package io.spillway.loadtest.load;

import io.spillway.loadtest.client.Outcome;
import io.spillway.loadtest.client.Outcome.Cancelled;
import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.RequestRecord;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A run in figures.
 *
 * @param seconds from the start to the last end
 * @param counts requests by outcome
 * @param problems what went wrong, with how often
 * @param latency in seconds
 * @param tiers requests by the tier that served them
 * @param endpoints requests by the endpoint that served them
 * @param sessions how well later turns stayed
 * @param tokens what the engines reported
 */
public record LoadSummary(
    double seconds,
    Counts counts,
    Map<String, Integer> problems,
    Latency latency,
    Map<String, Integer> tiers,
    Map<String, Integer> endpoints,
    Sessions sessions,
    Tokens tokens) {
  /**
   * Requests by outcome.
   *
   * @param success whole answers
   * @param declared errors the client was told of
   * @param cut those of them that broke off an answer
   * @param lost neither answer nor error
   * @param cancelled given up by the generator
   */
  public record Counts(int success, int declared, int cut, int lost, int cancelled) {
    /** All requests. */
    public int all() {
      return success + declared + lost + cancelled;
    }
  }

  /**
   * Times in seconds, from the planned start.
   *
   * @param firstToken of answers that began
   * @param total of whole answers
   * @param late by which the generator itself was late
   */
  public record Latency(Quantiles firstToken, Quantiles total, Quantiles late) {}

  /** The figures of some records. */
  public static LoadSummary of(Collection<RequestRecord> records) {
    double seconds = records.stream().mapToDouble(r -> r.times().end() / 1e9).max().orElse(0);
    return new LoadSummary(
        seconds,
        counts(records),
        count(records.stream().map(r -> problem(r.outcome())).toList()),
        latency(records),
        count(records.stream().map(r -> r.routing().tier()).toList()),
        count(records.stream().map(r -> r.routing().endpoint()).toList()),
        Sessions.of(records),
        tokens(records));
  }

  private static Counts counts(Collection<RequestRecord> records) {
    return new Counts(
        number(records, r -> r.outcome() instanceof Success),
        number(records, r -> r.outcome() instanceof DeclaredError),
        number(records, RequestRecord::cut),
        number(records, r -> r.outcome() instanceof Lost),
        number(records, r -> r.outcome() instanceof Cancelled));
  }

  private static Latency latency(Collection<RequestRecord> records) {
    return new Latency(
        spread(records, RequestRecord::hasFirstToken, RequestRecord::firstTokenSeconds),
        spread(records, r -> r.outcome() instanceof Success, RequestRecord::totalSeconds),
        spread(records, RequestRecord::sent, RequestRecord::lateSeconds));
  }

  private static Tokens tokens(Collection<RequestRecord> records) {
    return new Tokens(
        records.stream().mapToLong(r -> r.usage().prompt()).sum(),
        records.stream().mapToLong(r -> r.usage().cached()).sum(),
        records.stream().mapToLong(r -> r.usage().completion()).sum());
  }

  private static String problem(Outcome outcome) {
    return switch (outcome) {
      case Success _ -> "";
      case DeclaredError(int status, String code) -> "declared: " + status + " " + code;
      case Lost lost -> "lost: " + words(lost.reason());
      case Cancelled cancelled -> "cancelled: " + words(cancelled.reason());
    };
  }

  private static String words(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Map<String, Integer> count(List<String> names) {
    var counts = new TreeMap<String, Integer>();
    names.stream().filter(name -> !name.isEmpty()).forEach(n -> counts.merge(n, 1, Integer::sum));
    return counts;
  }

  private static int number(Collection<RequestRecord> records, Predicate<RequestRecord> condition) {
    return (int) records.stream().filter(condition).count();
  }

  private static Quantiles spread(
      Collection<RequestRecord> records,
      Predicate<RequestRecord> condition,
      ToDoubleFunction<RequestRecord> value) {
    return Quantiles.of(records.stream().filter(condition).mapToDouble(value).toArray());
  }
}
