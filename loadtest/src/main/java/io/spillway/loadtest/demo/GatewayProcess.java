package io.spillway.loadtest.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gateway as a child process. It never outlives this one. */
final class GatewayProcess implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(40);
  private static final String CONFIG = "spillway.yaml";
  private static final String LOG = "gateway.log";
  private static final int SHOWN_LINES = 20;

  private final Process process;
  private final Path folder;
  private final Path yaml;
  private final Path log;
  private final Thread hook;
  private volatile boolean logKept;

  private GatewayProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.yaml = folder.resolve(CONFIG);
    this.log = folder.resolve(LOG);
    this.hook = new Thread(this::kill, "gateway-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts the gateway.
   *
   * @param launcher what runs its commands
   */
  static GatewayProcess start(String launcher, GatewayConfig config) throws IOException {
    Path folder = Files.createTempDirectory("spillway-demo-");
    Path yaml = folder.resolve(CONFIG);
    Path log = folder.resolve(LOG);
    Files.writeString(yaml, config.yaml());
    var builder = new ProcessBuilder(launcher, "serve", "--config", yaml.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return new GatewayProcess(process, folder);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** The last lines it wrote. */
  List<String> lastLines() throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
  }

  /** Leaves its log where it is; says where. */
  Path keepLog() {
    logKept = true;
    return log;
  }

  /** Asks it to end, as a cluster would; its exit status, or -1 when it had to be killed. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending; the hook is at work.
    }
  }

  private void kill() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (!logKept) {
      tidy();
    }
  }

  private void tidy() {
    try {
      Files.deleteIfExists(yaml);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // A file left behind in the temporary folder is no harm.
    }
  }
}
