package io.spillway.loadtest.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process on cores of its own. It never outlives this one. */
public final class Child implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(8);

  private final Process process;
  private final Path errors;
  private final Thread hook;

  private Child(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.hook = new Thread(this::kill, "child-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a command; its standard output is thrown away.
   *
   * @param cores as {@code taskset -c} takes them
   * @param environment in addition to this process's
   * @param errors the file its standard error goes to
   */
  public static Child start(
      List<String> command, String cores, Map<String, String> environment, Path errors)
      throws IOException {
    var pinned = new ArrayList<>(List.of("taskset", "-c", cores));
    pinned.addAll(command);
    var builder = new ProcessBuilder(pinned);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(process, errors);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** False once it has ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** What it wrote to its standard error so far. */
  public String errors() throws IOException {
    return new String(Files.readAllBytes(errors), StandardCharsets.UTF_8);
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
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroy);
  }
}
