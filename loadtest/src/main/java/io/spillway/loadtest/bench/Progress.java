package io.spillway.loadtest.bench;

import java.io.PrintStream;

/** Says what a run is doing, on one line of a terminal or on lines of a file. */
final class Progress {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final long startNanos = System.nanoTime();

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Says what is done now. */
  void now(String what) {
    String line = "[%3d s] %s".formatted((System.nanoTime() - startNanos) / 1_000_000_000, what);
    if (terminal) {
      out.print(CLEAR + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** Leaves the line. */
  void done() {
    if (terminal) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
