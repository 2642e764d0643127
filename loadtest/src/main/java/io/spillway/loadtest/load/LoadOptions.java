package io.spillway.loadtest.load;

import io.spillway.loadtest.cli.Arguments;
import io.spillway.loadtest.cli.UsageException;
import io.spillway.loadtest.client.ClientSpec;
import io.spillway.loadtest.trace.RateProfile;
import io.spillway.loadtest.trace.WorkloadSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run of {@code load} was asked to do.
 *
 * @param client whom it talks to, and how
 * @param workload what is sent when
 * @param page where the page goes, if anywhere
 * @param json where the JSON goes, if anywhere
 */
record LoadOptions(
    ClientSpec client, WorkloadSpec workload, Optional<Path> page, Optional<Path> json) {
  static final Set<String> OPTIONS =
      Set.of(
          "--url",
          "--model",
          "--rate",
          "--rate-scale",
          "--for",
          "--key",
          "--stream",
          "--exact-lengths",
          "--conversations",
          "--gap-scale",
          "--seed",
          "--timeout",
          "--max-in-flight",
          "--max-requests",
          "--report",
          "--json");
  static final Set<String> SWITCHES = Set.of("--help", "-h");

  private static final double RATE = 5;
  private static final Duration LENGTH = Duration.ofMinutes(1);
  private static final Duration LENGTH_MAX = Duration.ofDays(1);
  private static final int REQUESTS_MAX = 1_000_000;
  private static final int IN_FLIGHT_MAX = 100_000;
  private static final double GAP_SCALE = 0.05;

  /**
   * Reads a command line.
   *
   * @param traceRate mean rate of the trace, which {@code --rate-scale} multiplies
   */
  static LoadOptions of(Arguments arguments, double traceRate) throws UsageException {
    return new LoadOptions(
        client(arguments),
        workload(arguments, traceRate),
        path(arguments, "--report"),
        path(arguments, "--json"));
  }

  private static ClientSpec client(Arguments arguments) throws UsageException {
    String url = needed(arguments, "--url", "http://host:port");
    var limits =
        new ClientSpec.Limits(
            arguments.whole(
                "--max-in-flight", ClientSpec.Limits.DEFAULTS.inFlightMax(), 1, IN_FLIGHT_MAX),
            positive(arguments, "--timeout", ClientSpec.Limits.DEFAULTS.timeout()));
    Map<String, Object> fields =
        choice(arguments, "--exact-lengths", List.of("true", "false"))
            ? Map.of("ignore_eos", true)
            : Map.of();
    try {
      return new ClientSpec(
          new URI(url),
          needed(arguments, "--model", "the name of a model"),
          arguments.has("--key") ? arguments.text("--key", "") : null,
          choice(arguments, "--stream", List.of("true", "false")),
          limits,
          fields);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw Arguments.wrong("--url", url, "http://host:port");
    }
  }

  private static WorkloadSpec workload(Arguments arguments, double traceRate)
      throws UsageException {
    if (arguments.has("--rate") && arguments.has("--rate-scale")) {
      throw new UsageException("--rate and --rate-scale exclude each other");
    }
    double rate =
        arguments.has("--rate-scale")
            ? traceRate * arguments.positive("--rate-scale", 1)
            : arguments.positive("--rate", RATE);
    boolean conversations = choice(arguments, "--conversations", List.of("on", "off"));
    return new WorkloadSpec(
        RateProfile.constant(rate),
        positive(arguments, "--for", LENGTH),
        arguments.whole("--max-requests", REQUESTS_MAX, 1, REQUESTS_MAX),
        conversations ? arguments.positive("--gap-scale", GAP_SCALE) : 0,
        arguments.whole("--seed", 1, 0, Integer.MAX_VALUE));
  }

  /** The first of two words if the option says so or is not there. */
  private static boolean choice(Arguments arguments, String name, List<String> words)
      throws UsageException {
    String word = arguments.text(name, words.getFirst());
    if (!words.contains(word)) {
      throw Arguments.wrong(name, word, String.join(" or ", words));
    }
    return word.equals(words.getFirst());
  }

  private static Duration positive(Arguments arguments, String name, Duration otherwise)
      throws UsageException {
    Duration length = arguments.duration(name, otherwise);
    if (!length.isPositive() || length.compareTo(LENGTH_MAX) > 0) {
      throw Arguments.wrong(name, arguments.text(name, ""), "above 0s, at most 24h");
    }
    return length;
  }

  private static String needed(Arguments arguments, String name, String expected)
      throws UsageException {
    if (arguments.text(name, "").isEmpty()) {
      throw new UsageException(name + " is needed (expected: " + expected + ")");
    }
    return arguments.text(name, "");
  }

  private static Optional<Path> path(Arguments arguments, String name) throws UsageException {
    if (!arguments.has(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(arguments.text(name, "")));
    } catch (InvalidPathException e) {
      throw Arguments.wrong(name, arguments.text(name, ""), "a file");
    }
  }
}
