package io.spillway.loadtest.bench;

import io.spillway.loadtest.cli.Arguments;
import io.spillway.loadtest.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The commands of {@code loadtest/bench/run}. */
public final class BenchMain {
  private static final String USAGE =
      """
      Usage: ./loadtest/bench/run [compare] [--quick] [--reps N] [--only NAMES] [--out FOLDER]
             ./loadtest/bench/run soak [--for 10m] [--streams 2000]
             ./loadtest/bench/run start [--reps 5]
             ./loadtest/bench/run profile --load small|large|events [--for 10s]
             ./loadtest/bench/run micro [--only NAME]

      compare   what the gateway costs beside a bare relay and nginx (if installed), in turns:
                CPU per request and per event, delays, memory. At most 12 minutes; --quick 2.
                --only small,small-open,large,events10,events50 measures these loads alone.
      soak      a steady rate of events for a long time: is memory flat, is the event loop free?
      start     from exec to the listening line and to ready.
      profile   where the gateway's time and allocations go under one load.
      micro     single operations of the router: nanoseconds, median and tail.
                --only PrefixIndex|SessionTable measures one structure.
      """;
  private static final Set<String> SWITCHES = Set.of("--quick", "--help", "-h");
  private static final Set<String> OPTIONS =
      Set.of("--reps", "--only", "--out", "--for", "--streams", "--load");
  private static final int REPETITIONS_MAX = 20;
  private static final int STREAMS_MAX = 8000;

  private BenchMain() {}

  /** Runs a command; exits 2 on wrong usage, 1 on failure. */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) {
    boolean named = !args.isEmpty() && !args.getFirst().startsWith("-");
    String command = named ? args.getFirst() : "compare";
    try {
      var arguments =
          Arguments.parse(named ? args.subList(1, args.size()) : args, OPTIONS, SWITCHES);
      if (arguments.has("--help") || arguments.has("-h")) {
        System.out.print(USAGE);
        return 0;
      }
      return command(command, arguments);
    } catch (UsageException e) {
      System.err.println("bench: " + e.getMessage());
      return 2;
    } catch (BenchFailure | IOException e) {
      System.err.println("bench: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int command(String command, Arguments arguments)
      throws UsageException, BenchFailure, IOException, InterruptedException {
    Path folder = Path.of(arguments.text("--out", property("results")));
    Files.createDirectories(folder);
    var site =
        new Site(
            Path.of(property("launcher")),
            System.getProperty("java.class.path"),
            folder,
            property("proxyCore"),
            property("allCores"));
    var progress = new Progress(System.err, property("terminal").equals("yes"));
    return switch (command) {
      case "compare" -> compare(arguments, site, progress);
      case "soak" -> soak(arguments, site, progress);
      case "start" -> start(arguments, site, progress);
      case "profile" -> profile(arguments, site, progress);
      case "micro" -> micro(arguments, site);
      default ->
          throw new UsageException(
              "unknown command " + command + " (expected: compare, soak, start, profile, micro)");
    };
  }

  private static int compare(Arguments arguments, Site site, Progress progress)
      throws UsageException, BenchFailure, IOException, InterruptedException {
    FullRun.Plan base = arguments.has("--quick") ? FullRun.Plan.QUICK : FullRun.Plan.FULL;
    boolean all = !arguments.has("--only");
    Set<Scenario> scenarios = all ? base.scenarios() : scenarios(arguments.text("--only", ""));
    var plan =
        new FullRun.Plan(
            scenarios,
            arguments.whole("--reps", base.repetitions(), 1, REPETITIONS_MAX),
            base.window(),
            base.warmup(),
            all ? base.streams() : 0,
            base.fleets() && scenarios.contains(Scenario.SMALL));
    Results results = new FullRun(plan, new Peers(site), progress).run();
    var peers = new ArrayList<>(List.of(PeerNames.GATEWAY, PeerNames.RELAY));
    boolean nginx = results.all().stream().anyMatch(m -> m.peer().equals(PeerNames.NGINX));
    if (nginx) {
      peers.add(PeerNames.NGINX);
    }
    var report = new Report(results, peers);
    System.out.print(report.text());
    if (!nginx) {
      System.out.println("nginx is not installed; it was left out.");
    }
    Files.writeString(site.folder().resolve("results.json"), JsonResults.of(results));
    Files.writeString(site.folder().resolve("results.txt"), report.text());
    Files.writeString(site.folder().resolve("results.md"), report.markdown());
    System.out.println("Written to " + site.folder() + ": results.json, results.txt, results.md");
    return 0;
  }

  private static int soak(Arguments arguments, Site site, Progress progress)
      throws UsageException, BenchFailure, IOException, InterruptedException {
    Duration time = arguments.duration("--for", Duration.ofMinutes(10));
    int streams = arguments.whole("--streams", 2000, 1, STREAMS_MAX);
    SoakRun.Soaked soaked = new SoakRun(new Peers(site), progress).run(time, streams);
    System.out.print(soaked.table().text());
    Files.writeString(site.folder().resolve("soak.md"), soaked.table().markdown());
    soaked.complaints().forEach(complaint -> System.out.println("FAIL: " + complaint));
    if (soaked.complaints().isEmpty()) {
      System.out.println("OK: memory flat after the first quarter, no event loop blocked");
    }
    return soaked.complaints().isEmpty() ? 0 : 1;
  }

  private static int start(Arguments arguments, Site site, Progress progress)
      throws UsageException, BenchFailure, IOException, InterruptedException {
    int repetitions = arguments.whole("--reps", 5, 1, REPETITIONS_MAX);
    TextTable table = new StartRun(site, progress).run(repetitions);
    System.out.print(table.text());
    Files.writeString(site.folder().resolve("start.md"), table.markdown());
    return 0;
  }

  private static int profile(Arguments arguments, Site site, Progress progress)
      throws UsageException, BenchFailure, IOException, InterruptedException {
    String load = arguments.text("--load", "");
    Scenario scenario =
        switch (load) {
          case "small" -> Scenario.SMALL;
          case "large" -> Scenario.LARGE;
          case "events" -> Scenario.EVENTS_10;
          default -> throw Arguments.wrong("--load", load, "small, large or events");
        };
    Duration time = arguments.duration("--for", Duration.ofSeconds(10));
    String text = new ProfileRun(site, progress).run(scenario, time);
    System.out.print(text);
    Files.writeString(site.folder().resolve("profile-" + load + ".txt"), text);
    return 0;
  }

  private static int micro(Arguments arguments, Site site) throws BenchFailure, IOException {
    TextTable table = new MicroRun().run(arguments.text("--only", ""));
    System.out.print(table.text());
    Files.writeString(site.folder().resolve("micro.md"), table.markdown());
    return 0;
  }

  private static Set<Scenario> scenarios(String names) throws UsageException {
    var scenarios = EnumSet.noneOf(Scenario.class);
    for (String name : names.split(",", -1)) {
      scenarios.add(
          Scenario.named(name)
              .orElseThrow(
                  () -> Arguments.wrong("--only", name, String.join(", ", Scenario.labels()))));
    }
    return scenarios;
  }

  /** What the script that starts this program says. */
  private static String property(String name) throws UsageException {
    String value = System.getProperty("spillway.bench." + name);
    if (value == null) {
      throw new UsageException("start it with loadtest/bench/run");
    }
    return value;
  }
}
