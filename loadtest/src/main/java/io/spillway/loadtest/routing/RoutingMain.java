package io.spillway.loadtest.routing;

import io.spillway.loadtest.cli.Arguments;
import io.spillway.loadtest.cli.UsageException;
import io.spillway.loadtest.engine.ProfileCatalog;
import io.spillway.loadtest.trace.BlockTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command {@code loadtest/routing/run}. */
public final class RoutingMain {
  private static final String USAGE =
      """
      Usage: ./loadtest/routing/run [--only POLICIES] [--fleets FLEETS] [--seed N] [--seeds COUNT]
                                    [--out FOLDER]

      Replays an hour of recorded conversations through routing policies and simulated engines,
      in virtual time, prints what came out, and writes it as REPORT.md and plot.svg.

      --only    policies, with commas between; all without it
      --fleets  pods and blocks in each one's cache, with commas between
                (8x4000,6x4000,4x8000,8x800)
      --seed    the first seed of the arrivals within their cells (1)
      --seeds   how many seeds, counted from the first (3)
      --out     where the two files go. Without it they replace those checked in, unless any other
                option is given: then it is printed only
      """;
  private static final Set<String> OPTIONS =
      Set.of("--only", "--fleets", "--seed", "--seeds", "--out");
  private static final Set<String> PARTIAL = Set.of("--only", "--fleets", "--seed", "--seeds");
  private static final Set<String> SWITCHES = Set.of("--help", "-h");
  private static final Pattern FLEET = Pattern.compile("([1-9][0-9]{0,3})x([1-9][0-9]{0,5})");
  private static final int SEED_MAX = 1_000_000;
  private static final int SEEDS = 3;
  private static final int SEEDS_MAX = 20;
  private static final String REPORT = "REPORT.md";
  private static final String PLOT = "plot.svg";

  private RoutingMain() {}

  /** Runs the comparison; exits 2 on wrong usage, 1 on failure. */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) {
    try {
      var arguments = Arguments.parse(args, OPTIONS, SWITCHES);
      if (arguments.has("--help") || arguments.has("-h")) {
        System.out.print(USAGE);
        return 0;
      }
      replay(comparison(arguments), folder(arguments));
      return 0;
    } catch (UsageException e) {
      System.err.println("routing: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println("routing: " + e);
      return 1;
    }
  }

  private static Comparison comparison(Arguments arguments) throws UsageException {
    int seed = arguments.whole("--seed", 1, 0, SEED_MAX);
    int seeds = arguments.whole("--seeds", SEEDS, 1, SEEDS_MAX);
    return new Comparison(
        ProfileCatalog.defaultProfile(),
        fleets(arguments),
        policies(arguments),
        Comparison.seeds(seed, seeds));
  }

  private static List<Candidate> policies(Arguments arguments) throws UsageException {
    if (!arguments.has("--only")) {
      return Candidate.ALL;
    }
    var policies = new ArrayList<Candidate>();
    for (String name : arguments.text("--only", "").split(",", -1)) {
      policies.add(
          Candidate.named(name).orElseThrow(() -> Arguments.wrong("--only", name, names())));
    }
    return policies;
  }

  private static List<FleetSize> fleets(Arguments arguments) throws UsageException {
    if (!arguments.has("--fleets")) {
      return Comparison.SIZES;
    }
    var sizes = new ArrayList<FleetSize>();
    for (String text : arguments.text("--fleets", "").split(",", -1)) {
      Matcher size = FLEET.matcher(text);
      if (!size.matches()) {
        throw Arguments.wrong("--fleets", text, "pods x blocks, as in 8x4000");
      }
      sizes.add(new FleetSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))));
    }
    return sizes;
  }

  /** Where the report goes; nowhere when it is of a part and no folder was named. */
  private static Optional<Path> folder(Arguments arguments) {
    if (arguments.has("--out")) {
      return Optional.of(Path.of(arguments.text("--out", ".")));
    }
    return PARTIAL.stream().anyMatch(arguments::has)
        ? Optional.empty()
        : Optional.of(Path.of(System.getProperty("spillway.routing.results", ".")));
  }

  private static String names() {
    return Candidate.ALL.stream().map(Candidate::name).collect(Collectors.joining(", "));
  }

  private static void replay(Comparison comparison, Optional<Path> folder) throws IOException {
    var fleets =
        comparison.run(
            BlockTrace.mooncakeConversation(), now -> System.err.println("routing: " + now));
    String report = MarkdownReport.of(comparison, fleets, PLOT);
    if (folder.isPresent()) {
      Files.createDirectories(folder.get());
      Files.writeString(folder.get().resolve(REPORT), report);
      Files.writeString(folder.get().resolve(PLOT), HitPlot.of(fleets));
    }
    System.out.print(report);
  }
}
