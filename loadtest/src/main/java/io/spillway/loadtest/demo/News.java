package io.spillway.loadtest.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What happened: the story's own events, and every change that two looks at the gateway show. Also
 * knows which pods have served, and from when on.
 */
final class News {
  private static final int KEPT_MAX = 50;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Set<String> warm = new HashSet<>();
  private AdminStatus last = AdminStatus.NONE;

  /** Adds an event of the story. */
  String tell(double second, String what) {
    String line = LiveView.clock(second) + "  " + what;
    lines.addFirst(line);
    if (lines.size() > KEPT_MAX) {
      lines.removeLast();
    }
    return line;
  }

  /** A pod is gone: what it has shown before no longer counts. */
  void forget(String pod) {
    warm.remove(pod);
  }

  /** Takes the next look; returns the lines it adds. */
  List<String> look(double second, AdminStatus status) {
    var added = new ArrayList<String>();
    for (AdminStatus.Pod pod : status.pods()) {
      String before = last.pod(pod.name()).map(AdminStatus.Pod::state).orElse("");
      if (!before.equals(pod.state()) && !pod.state().isEmpty()) {
        String reason = pod.reason().isEmpty() ? "" : " (" + pod.reason() + ")";
        added.add(tell(second, pod.name() + " is " + pod.state() + reason));
      }
      if (pod.state().equals("serving")) {
        warm.add(pod.name());
      }
    }
    if (last.desired() != status.desired() && status.desired() > 0) {
      added.add(tell(second, "pods wanted: " + status.desired() + ", serving: " + status.ready()));
    }
    last = status;
    return added;
  }

  /** Pods that have served since they were last lost. */
  Set<String> warm() {
    return Set.copyOf(warm);
  }

  /** The newest lines first. */
  List<String> latest() {
    return List.copyOf(lines);
  }
}
