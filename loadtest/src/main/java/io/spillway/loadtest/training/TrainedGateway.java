package io.spillway.loadtest.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as a child process whose JVM writes a cache when it ends. */
final class TrainedGateway implements AutoCloseable {
  /** What it says once it listens. */
  private static final Pattern SERVING =
      Pattern.compile("serving on (http://\\S+), admin on (http://\\S+)");

  /** The cache is written after the gateway has left. */
  private static final Duration LEAVE_MAX = Duration.ofMinutes(2);

  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final Path said;
  private final Thread hook;

  private TrainedGateway(Process process, Path said) {
    this.process = process;
    this.said = said;
    this.hook = new Thread(process::destroyForcibly, "gateway-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Where a gateway is reached. */
  record Urls(String client, String admin) {}

  /** Starts it in front of one pod, on free ports; its files are in {@code folder}. */
  static TrainedGateway start(List<String> java, Path folder, String pod) throws IOException {
    Path yaml = folder.resolve("spillway.yaml");
    Path said = folder.resolve("gateway.err");
    Files.writeString(
        yaml,
        """
        server: { host: 127.0.0.1, port: 0, drain: { delay: 0s, limit: 5s } }
        admin: { host: 127.0.0.1, port: 0 }
        models:
          - name: trained
            selfHosted:
              engine: vllm
              endpoints: [ "%s" ]
              servedModel: llama-3.1-8b
        """
            .formatted(pod));
    var command = new ArrayList<>(java);
    command.addAll(List.of("serve", "--config", yaml.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile())
            .start();
    process.getOutputStream().close();
    return new TrainedGateway(process, said);
  }

  /** Its addresses, once it listens. */
  Urls urls(Duration within) throws IOException, InterruptedException, TrainingFailure {
    long end = System.nanoTime() + within.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher line = SERVING.matcher(said());
      if (line.find()) {
        return new Urls(line.group(1), line.group(2));
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new TrainingFailure("the gateway did not start: " + said().strip());
  }

  /** Asks it to leave; returns when its process has ended. */
  void leave() throws IOException, InterruptedException, TrainingFailure {
    process.destroy();
    if (!process.waitFor(LEAVE_MAX.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new TrainingFailure("the gateway did not leave: " + said().strip());
    }
  }

  private String said() throws IOException {
    return new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending; the hook is at work.
    }
  }
}
