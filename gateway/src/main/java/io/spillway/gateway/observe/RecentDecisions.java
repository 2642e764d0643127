package io.spillway.gateway.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests that ended last, with what was decided about them and why. Thread-safe. */
public final class RecentDecisions {
  /** How many are kept when nothing is said. */
  public static final int MAX = 1000;

  /** One request and when it ended. */
  public record Entry(Instant time, RequestOutcome outcome) {}

  /**
   * Which entries are wanted.
   *
   * @param model of this model only; null for any
   * @param requestId of this request only; null for any
   * @param limit entries at most
   */
  public record Query(@Nullable String model, @Nullable String requestId, int limit) {
    /** Everything that is kept. */
    public static final Query ALL = new Query(null, null, Integer.MAX_VALUE);

    boolean admits(Entry entry) {
      var request = entry.outcome().request();
      return (model == null || model.equals(request.model()))
          && (requestId == null || requestId.equals(request.id()));
    }
  }

  private final int max;
  private final InstantSource clock;
  private final ArrayDeque<Entry> newestFirst;

  /**
   * Nothing yet.
   *
   * @param max entries kept, &gt; 0
   */
  public RecentDecisions(int max, InstantSource clock) {
    this.max = max;
    this.clock = clock;
    this.newestFirst = new ArrayDeque<>(max);
  }

  /** Takes one finished request; the oldest entry makes room for it. */
  public void add(RequestOutcome outcome) {
    var entry = new Entry(clock.instant(), outcome);
    synchronized (newestFirst) {
      if (newestFirst.size() == max) {
        newestFirst.removeLast();
      }
      newestFirst.addFirst(entry);
    }
  }

  /** The wanted entries, newest first. */
  public List<Entry> find(Query query) {
    List<Entry> all;
    synchronized (newestFirst) {
      all = List.copyOf(newestFirst);
    }
    return all.stream().filter(query::admits).limit(Math.max(0, query.limit())).toList();
  }

  /** The wanted entries, newest first, as a JSON object with the array {@code decisions}. */
  public String json(Query query) {
    var out = new ByteArrayOutputStream();
    try (var json = OutcomeJson.generator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("decisions");
      for (Entry entry : find(query)) {
        json.writeStartObject();
        OutcomeJson.time(json, entry.time());
        OutcomeJson.write(json, entry.outcome());
        OutcomeJson.writeCandidates(json, entry.outcome().decision().explanation());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
