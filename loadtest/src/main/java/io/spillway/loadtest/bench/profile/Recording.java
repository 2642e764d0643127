package io.spillway.loadtest.bench.profile;

import io.spillway.loadtest.bench.process.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording of another JVM: where it spent time on a core, native code included, and what it
 * allocated where.
 */
public final class Recording {
  private static final String NAME = "bench";
  private static final String TIME = "jdk.CPUTimeSample";
  private static final String ALLOCATION = "jdk.ObjectAllocationSample";

  private final StackCounts time = new StackCounts();
  private final StackCounts allocation = new StackCounts();
  private final Map<String, Long> classes = new HashMap<>();

  private Recording() {}

  /** Begins to record a JVM. */
  public static void start(long pid) throws IOException, InterruptedException {
    var _ =
        Memory.jcmd(
            pid,
            List.of(
                "JFR.start",
                "name=" + NAME,
                "settings=profile",
                TIME + "#enabled=true",
                TIME + "#throttle=2ms",
                ALLOCATION + "#throttle=2000/s"));
  }

  /** Ends the recording and reads it. */
  public static Recording stop(long pid, Path file) throws IOException, InterruptedException {
    var _ =
        Memory.jcmd(pid, List.of("JFR.stop", "name=" + NAME, "filename=" + file.toAbsolutePath()));
    return read(file);
  }

  /** Reads a recording. */
  static Recording read(Path file) throws IOException {
    var recording = new Recording();
    try (var events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        recording.take(events.readEvent());
      }
    }
    return recording;
  }

  /** Time on a core, in samples. */
  public StackCounts time() {
    return time;
  }

  /** Bytes allocated, by where; estimated from samples. */
  public StackCounts allocation() {
    return allocation;
  }

  /** Bytes allocated, by class; estimated from samples. */
  public Map<String, Long> classes() {
    return Map.copyOf(classes);
  }

  private void take(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case TIME -> time.add(frames(event), 1);
      case ALLOCATION -> {
        long weight = event.getLong("weight");
        allocation.add(frames(event), weight);
        classes.merge(event.getClass("objectClass").getName(), weight, Long::sum);
      }
      default -> {}
    }
  }

  private static List<Frame> frames(RecordedEvent event) {
    RecordedStackTrace trace = event.getStackTrace();
    return trace == null
        ? List.of()
        : trace.getFrames().stream().filter(RecordedFrame::isJavaFrame).map(Recording::of).toList();
  }

  private static Frame of(RecordedFrame frame) {
    return new Frame(frame.getMethod().getType().getName(), frame.getMethod().getName());
  }
}
