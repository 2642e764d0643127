package io.spillway.loadtest.bench.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Adds up weighed stacks: by their innermost frame, its package, and the project's own frames. */
public final class StackCounts {
  /** A name with its part of the whole. */
  public record Share(String name, double share) {}

  private final Map<String, Long> innermost = new HashMap<>();
  private final Map<String, Long> areas = new HashMap<>();
  private final Map<String, Long> within = new HashMap<>();
  private final Map<String, Long> causes = new HashMap<>();
  private long total;

  /** Adds a stack, innermost frame first. */
  public void add(List<Frame> stack, long weight) {
    if (stack.isEmpty()) {
      return;
    }
    total += weight;
    innermost.merge(stack.getFirst().toString(), weight, Long::sum);
    areas.merge(stack.getFirst().area(), weight, Long::sum);
    var seen = new HashSet<String>();
    String cause = "(none of the project's)";
    for (Frame frame : stack) {
      if (frame.own() && seen.add(frame.toString())) {
        if (seen.size() == 1) {
          cause = frame.toString();
        }
        within.merge(frame.toString(), weight, Long::sum);
      }
    }
    causes.merge(cause, weight, Long::sum);
  }

  /** The weight of all stacks. */
  public long total() {
    return total;
  }

  /** By innermost frame, the largest first. */
  public List<Share> innermost(int max) {
    return top(innermost, max);
  }

  /** By the innermost frame's package. */
  public List<Share> areas(int max) {
    return top(areas, max);
  }

  /** By the project's methods on the stack, with all that they call. */
  public List<Share> within(int max) {
    return top(within, max);
  }

  /** By the project's innermost method on the stack. */
  public List<Share> causes(int max) {
    return top(causes, max);
  }

  private List<Share> top(Map<String, Long> counts, int max) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(max)
        .map(entry -> new Share(entry.getKey(), (double) entry.getValue() / total))
        .toList();
  }
}
