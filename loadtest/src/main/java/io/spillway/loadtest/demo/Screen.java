package io.spillway.loadtest.demo;

import java.io.PrintStream;
import java.util.Map;

/** Where the story is told: a terminal that is redrawn, or a stream that gets plain lines. */
final class Screen {
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

  private final PrintStream out;
  private final boolean terminal;
  private final LiveView view;

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
      out.print(HOME_AND_CLEAR + String.join("\n", view.screen(now)) + "\n");
      out.flush();
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
