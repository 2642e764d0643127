package io.spillway.loadtest.demo;

import io.spillway.loadtest.cli.Arguments;
import io.spillway.loadtest.cli.UsageException;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command {@code demo}: the whole system on one machine, and a story of traffic. */
public final class DemoCommand {
  private static final Duration LENGTH = Duration.ofSeconds(90);

  /** Shorter than that, the pod that dies would not be back before the end. */
  private static final Duration LENGTH_MIN = Duration.ofSeconds(40);

  private static final Duration LENGTH_MAX = Duration.ofHours(1);
  private static final Set<String> OPTIONS = Set.of("--for", "--seed");
  private static final Set<String> SWITCHES = Set.of("--stay", "--help", "-h");
  private static final String USAGE =
      """
      Usage: ./spillway demo [OPTIONS]

      Runs the gateway in front of three simulated pods and a simulated pay-per-second target, with
      traffic of a real conversation trace: calm, ramp, a peak beyond what the pods can take, a pod
      that dies, calm. Says at the end whether every promise held.

        --for TIME   how long the story takes, 40s to 1h; default 90s
        --stay       keeps everything running afterwards, until it is stopped
        --seed N     of the traffic; default 1

      Exit status: 0 every promise held, 1 one did not, 2 wrong usage.
      """;

  private DemoCommand() {}

  /**
   * Runs the command.
   *
   * @param args what follows {@code demo}
   * @param env to know whether colour is wanted
   * @return the exit status
   */
  public static int run(
      List<String> args, PrintStream out, PrintStream err, Map<String, String> env) {
    Story story;
    Arguments arguments;
    long seed;
    try {
      arguments = Arguments.parse(args, OPTIONS, SWITCHES);
      if (arguments.has("--help") || arguments.has("-h")) {
        out.print(USAGE);
        return 0;
      }
      story = new Story(length(arguments), 1);
      seed = arguments.whole("--seed", 1, 0, Integer.MAX_VALUE);
    } catch (UsageException e) {
      err.println("spillway demo: " + e.getMessage() + " (see ./spillway demo --help)");
      return 2;
    }
    String launcher = System.getProperty("spillway.launcher");
    if (launcher == null) {
      err.println("spillway demo: the system property spillway.launcher is missing");
      return 1;
    }
    boolean terminal = Screen.colored(isTerminal(), env);
    var screen = new Screen(out, terminal);
    return new Demo(story, screen, err, terminal ? Paint.COLOR : Paint.PLAIN)
        .run(launcher, seed, arguments.has("--stay"));
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private static Duration length(Arguments arguments) throws UsageException {
    Duration length = arguments.duration("--for", LENGTH);
    if (length.compareTo(LENGTH_MIN) < 0 || length.compareTo(LENGTH_MAX) > 0) {
      throw Arguments.wrong("--for", arguments.text("--for", ""), "40s to 1h");
    }
    return length;
  }
}
