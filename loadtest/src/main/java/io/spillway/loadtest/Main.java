package io.spillway.loadtest;

import io.spillway.loadtest.demo.DemoCommand;
import io.spillway.loadtest.engine.EngineCommand;
import io.spillway.loadtest.load.LoadCommand;
import java.util.Arrays;
import java.util.List;

/** The commands that drive a gateway from outside. */
public final class Main {
  private Main() {}

  /** Runs the command named by the first argument; exits 2 on wrong usage, 1 on failure. */
  public static void main(String[] args) {
    String command = args.length == 0 ? "" : args[0];
    List<String> rest = args.length == 0 ? List.of() : Arrays.asList(args).subList(1, args.length);
    int exit =
        switch (command) {
          case "demo" -> DemoCommand.run(rest, System.out, System.err, System.getenv());
          case "engine" -> EngineCommand.run(rest, System.out, System.err);
          case "load" -> LoadCommand.run(rest, System.out, System.err);
          default -> {
            System.err.printf(
                "spillway: unknown command '%s' (expected: demo, engine, load)%n", command);
            yield 2;
          }
        };
    System.exit(exit);
  }
}
