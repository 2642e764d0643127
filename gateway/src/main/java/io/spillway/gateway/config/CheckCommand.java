package io.spillway.gateway.config;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command {@code check}: validates a configuration file without serving it. */
public final class CheckCommand {
  private static final String USAGE =
      """
      Usage: ./spillway check FILE

      Validates a configuration. Prints a summary and warnings, or every problem with its path
      and what was expected. Variables and mounted files it refers to must be there.

      Exit status: 0 valid, 1 not valid, 2 wrong usage.
      """;

  private CheckCommand() {}

  /**
   * Runs the command.
   *
   * @param args what follows {@code check}
   * @param env what <code>${NAME}</code> in the file is taken from
   * @return the exit status
   */
  public static int run(
      List<String> args, PrintStream out, PrintStream err, Map<String, String> env) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    if (args.size() != 1 || args.getFirst().isEmpty() || args.getFirst().startsWith("-")) {
      err.println("spillway check: one file is needed (see ./spillway check --help)");
      return 2;
    }
    String name = args.getFirst();
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      err.println("spillway check: not a file name: " + Shown.value(name));
      return 2;
    }
    return switch (new ConfigFile(path, env).load().result()) {
      case ConfigResult.Valid(Config config, List<Warning> warnings) -> {
        out.println(name + ": ok, " + summary(config));
        warnings.forEach(warning -> out.println("warning: " + warning));
        yield 0;
      }
      case ConfigResult.Invalid(List<Problem> problems) -> {
        problems.forEach(err::println);
        yield 1;
      }
    };
  }

  private static String summary(Config config) {
    var models = config.models();
    int endpoints = models.stream().mapToInt(m -> m.selfHosted().endpoints().size()).sum();
    int targets = models.stream().mapToInt(m -> m.overflow().size()).sum();
    return String.join(
        ", ",
        count(models.size(), "model"),
        count(endpoints, "endpoint"),
        count(targets, "overflow target"),
        config.open() ? "open to everybody" : count(config.tenants().size(), "tenant"));
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
