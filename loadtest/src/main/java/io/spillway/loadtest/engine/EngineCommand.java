package io.spillway.loadtest.engine;

import io.spillway.loadtest.cli.Arguments;
import io.spillway.loadtest.cli.Nearest;
import io.spillway.loadtest.cli.UsageException;
import io.spillway.loadtest.engine.model.EngineProfile;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command {@code engine}: one simulated engine pod, until it is told to stop. */
public final class EngineCommand {
  private static final int PORT = 8001;
  private static final int COUNT_MAX = 10_000_000;
  private static final long STOP_SECONDS_MAX = 40;

  private static final Set<String> SWITCHES = Set.of("--help", "-h", "--token-ids");
  private static final Set<String> OPTIONS =
      Stream.concat(
              Arrays.stream(Trait.values()).map(trait -> "--" + trait.label()),
              Stream.of(
                  "--host",
                  "--engine",
                  "--port",
                  "--model",
                  "--profile",
                  "--speed",
                  "--load-time",
                  "--max-num-seqs",
                  "--kv-blocks",
                  "--max-model-len",
                  "--max-waiting",
                  "--keep-alive",
                  "--abort-delay",
                  "--fail",
                  "--seed"))
          .collect(Collectors.toUnmodifiableSet());

  private static final String USAGE =
      """
      Usage: ./spillway engine [OPTIONS]

      Serves the OpenAI API as a pod of some engine does, with the timing of a real GPU and without one.

        --port N             default 8001; 0 takes a free one
        --host ADDRESS       default 127.0.0.1
        --model NAME         the name it serves; default llama-3.1-8b
        --engine NAME        vllm, sglang, tgi, llamacpp or trtllm: how it behaves; default vllm
        --profile NAME       GPU and model whose timing it has; default a100-llama3.1-8b
        --speed X            times faster than real time; divides load time and every step
        --load-time TIME     how long it refuses connections first; default 0s
        --max-num-seqs N     sequences that run at once; default 128
        --kv-blocks N        blocks of 16 tokens in the KV cache; default: the profile's
        --max-model-len N    tokens of prompt and answer; default 32768
        --max-waiting N      sequences that may wait; above it see --overload; default 10000
        --keep-alive TIME    how long an idle connection is kept; default: the engine's; 0s for ever
        --abort-delay TIME   how late a client's leaving is noticed; default: the engine's
        --fail NAME[=VALUE][@SHARE]   fails on purpose; may be repeated
        --token-ids          each token is request:index instead of a word
        --seed N             of answers and of failures by chance; default 1

      A request may ask for an answer's length with the header x-sim-output-tokens or the body
      field sim_output_tokens, and for a failure, NAME[=VALUE], with the header x-sim-fail or the
      body field sim_fail.
      """;

  private EngineCommand() {}

  /**
   * Runs the command; returns when the process is told to stop.
   *
   * @param args what follows {@code engine}
   * @return the exit status
   */
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    EngineOptions options;
    try {
      var arguments = Arguments.parse(args, OPTIONS, SWITCHES);
      if (arguments.has("--help") || arguments.has("-h")) {
        out.print(USAGE);
        out.println("\nWhat is usual for an engine, and can be set by itself:\n");
        for (Trait trait : Trait.values()) {
          out.println("  --" + trait.label() + " " + trait.allowed());
          out.println("                       " + trait.help());
        }
        out.println("\nFamilies: " + String.join(", ", Family.labels()));
        out.println("Failures: " + String.join(", ", FailureKind.labels()));
        out.println("Profiles: " + String.join(", ", ProfileCatalog.names()));
        return 0;
      }
      options = options(arguments);
    } catch (UsageException | IllegalArgumentException e) {
      err.println("spillway engine: " + e.getMessage());
      return 2;
    }
    return serve(options, out, err);
  }

  /** The options of a command line. */
  static EngineOptions options(Arguments arguments) throws UsageException {
    var defaults = EngineOptions.DEFAULTS;
    var usual = EngineOptions.Behaviour.of(engine(arguments));
    var behaviour =
        traits(arguments, usual)
            .withTokenIds(arguments.has("--token-ids"))
            .withKeepAlive(arguments.duration("--keep-alive", usual.keepAlive()));
    if (arguments.has("--abort-delay")) {
      behaviour = behaviour.withAbortDelay(arguments.duration("--abort-delay", Duration.ZERO));
    }
    EngineProfile profile = profile(arguments.text("--profile", ProfileCatalog.DEFAULT_NAME));
    var limits = profile.limits();
    return defaults
        .withAddress(
            arguments.text("--host", defaults.host()), arguments.whole("--port", PORT, 0, 65_535))
        .withModel(arguments.text("--model", defaults.model()))
        .withProfile(profile)
        .withSequencesMax(arguments.whole("--max-num-seqs", limits.sequencesMax(), 1, COUNT_MAX))
        .withKvBlocks(arguments.whole("--kv-blocks", limits.kvBlocks(), 1, COUNT_MAX))
        .withSpeed(arguments.positive("--speed", defaults.speed()))
        .withLoadTime(arguments.duration("--load-time", defaults.loadTime()))
        .withBounds(
            arguments.whole("--max-model-len", defaults.modelLengthMax(), 2, COUNT_MAX),
            arguments.whole("--max-waiting", defaults.waitingMax(), 0, COUNT_MAX))
        .withBehaviour(behaviour)
        .withFailures(failures(arguments))
        .withSeed(arguments.whole("--seed", 1, 0, Integer.MAX_VALUE));
  }

  private static EnginePreset engine(Arguments arguments) throws UsageException {
    String name = arguments.text("--engine", EnginePreset.VLLM.label());
    return Arrays.stream(EnginePreset.values())
        .filter(engine -> engine.label().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Arguments.wrong(
                "--engine", name, "one of " + String.join(", ", EnginePreset.labels())));
  }

  private static EngineOptions.Behaviour traits(Arguments arguments, EngineOptions.Behaviour usual)
      throws UsageException {
    EngineOptions.Behaviour behaviour = usual;
    for (Trait trait : Trait.values()) {
      String option = "--" + trait.label();
      if (arguments.has(option)) {
        String value = arguments.text(option, "");
        if (!trait.allows(value)) {
          throw Arguments.wrong(option, value, trait.allowed());
        }
        behaviour = behaviour.with(trait, value);
      }
    }
    return behaviour;
  }

  private static EngineProfile profile(String name) throws UsageException {
    return ProfileCatalog.named(name)
        .orElseThrow(() -> {
          String expected =
              Nearest.of(name, ProfileCatalog.names())
                  .map(near -> "did you mean " + near + "?")
                  .orElse("one of those in --help");
          return Arguments.wrong("--profile", name, expected);
        });
  }

  private static Failures failures(Arguments arguments) {
    var failures = new ArrayList<Failure>();
    for (String text : arguments.all("--fail")) {
      failures.add(Failure.parse(text));
    }
    return new Failures(failures);
  }

  private static int serve(EngineOptions options, PrintStream out, PrintStream err) {
    var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    var stopped = new CountDownLatch(1);
    SimulatedEngine engine;
    try {
      engine = SimulatedEngine.start(vertx, options).await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      err.println("spillway engine: cannot listen: " + e.getMessage());
      vertx.close().onComplete(_ -> {});
      return 1;
    }
    engine
        .ready()
        .onSuccess(_ -> out.println("engine " + options.model() + " listens on " + engine.url()))
        .onFailure(cause -> {
          err.println("spillway engine: cannot listen: " + cause.getMessage());
          stopped.countDown();
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engine), "engine-stop"));
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static void stop(SimulatedEngine engine) {
    var done = new CountDownLatch(1);
    engine.stop().onComplete(_ -> done.countDown());
    try {
      // A signal would leave its own exit status; a stop that was asked for is a success.
      boolean clean = done.await(STOP_SECONDS_MAX, TimeUnit.SECONDS);
      Runtime.getRuntime().halt(clean ? 0 : 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
