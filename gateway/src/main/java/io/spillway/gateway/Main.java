package io.spillway.gateway;

import io.spillway.gateway.config.CheckCommand;
import io.spillway.gateway.serve.ServeCommand;
import java.util.Arrays;
import java.util.List;

/** The gateway's commands. */
public final class Main {
  private Main() {}

  /** Runs the command named by the first argument; exits 2 on wrong usage, 1 on failure. */
  public static void main(String[] args) {
    if (args.length == 0) {
      System.err.println("spillway: no command (expected: check, serve)");
      System.exit(2);
    }
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    int exit =
        switch (args[0]) {
          case "check" -> CheckCommand.run(rest, System.out, System.err, System.getenv());
          case "serve" -> ServeCommand.run(rest, System.out, System.err, System.getenv());
          default -> {
            System.err.printf("spillway: unknown command '%s' (expected: check, serve)%n", args[0]);
            yield 2;
          }
        };
    System.exit(exit);
  }
}
