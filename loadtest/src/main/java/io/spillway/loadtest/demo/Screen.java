package io.spillway.loadtest.demo;

import java.io.PrintStream;
import java.util.Map;

/** Where the story is told: a terminal that is redrawn, or a stream that gets plain lines. */
final class Screen {
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K\n";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_ALL = "\u001b[2J";

  private final PrintStream out;
  private final boolean terminal;
  private final LiveView view;
  private boolean drawn;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.view = new LiveView(terminal ? Paint.COLOR : Paint.PLAIN);
  }

  /** Whether a terminal is there and wants colour. */
  static boolean colored(boolean console, Map<String, String> env) {
    return console
        && env.getOrDefault("NO_COLOR", "").isEmpty()
        && !env.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Shows where the story stands. */
  void show(DemoSnapshot now) {
    if (terminal) {
      // Drawn over the last picture, which flickers less than an empty screen in between.
      String picture = String.join(CLEAR_LINE, view.screen(now));
      out.print((drawn ? HOME : CLEAR_ALL + HOME) + picture + CLEAR_LINE + CLEAR_BELOW);
      out.flush();
      drawn = true;
    } else {
      out.println(LiveView.line(now));
    }
  }

  /** Says what happened; a terminal shows it with the next picture. */
  void news(String line) {
    if (!terminal) {
      out.println("  " + line);
    }
  }

  /** Says something that stays. */
  void say(String line) {
    out.println(line);
  }
}
