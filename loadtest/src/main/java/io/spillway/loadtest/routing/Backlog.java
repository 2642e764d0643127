package io.spillway.loadtest.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The seconds of prompt work ahead of each pod, from what was sent to it and the first tokens that
 * came back.
 *
 * <p>A pod works on one prompt after the other. Time that passes drains the first one, down to
 * nothing but no further: the next begins when the first token of the one before is out.
 */
final class Backlog {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Line> lines = new ArrayList<>();

  Backlog(int pods) {
    for (int i = 0; i < pods; i++) {
      lines.add(new Line());
    }
  }

  /** Seconds until a pod would begin with another prompt. */
  double seconds(int pod, long now) {
    Line line = lines.get(pod);
    if (line.prompts.isEmpty()) {
      return 0;
    }
    double head = line.prompts.getFirst().seconds;
    double elapsed = (now - line.headSince) / NANOS_PER_SECOND;
    return Math.max(0, line.sum - Math.min(elapsed, head));
  }

  /** Mean over all pods. */
  double mean(long now) {
    double sum = 0;
    for (int pod = 0; pod < lines.size(); pod++) {
      sum += seconds(pod, now);
    }
    return sum / lines.size();
  }

  /** A prompt was sent to a pod. */
  void sent(Arrival arrival, int pod, double seconds, long now) {
    Line line = lines.get(pod);
    if (line.prompts.isEmpty()) {
      line.headSince = now;
    }
    line.prompts.addLast(new Prompt(arrival.index(), seconds));
    line.sum += seconds;
  }

  /** A prompt's first token came. */
  void done(Arrival arrival, int pod, long now) {
    Line line = lines.get(pod);
    line.prompts.removeIf(prompt -> prompt.index == arrival.index());
    line.sum = line.prompts.stream().mapToDouble(Prompt::seconds).sum();
    line.headSince = now;
  }

  private record Prompt(int index, double seconds) {}

  private static final class Line {
    final Deque<Prompt> prompts = new ArrayDeque<>();
    double sum;
    long headSince;
  }
}
