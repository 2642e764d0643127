package io.spillway.loadtest.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A gateway in a process of its own, as {@code ./spillway serve} runs it. */
final class GatewayProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SERVING =
      Pattern.compile("serving on http://[^:]+:(\\d+), admin on http://[^:]+:(\\d+)");
  private static final Pattern FAULT =
      Pattern.compile("Unhandled exception|LEAK:|SEVERE|OutOfMemoryError");
  private static final long EXIT_SECONDS_MAX = 30;

  private final Process process;
  private final Path config;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;
  private int port;
  private int adminPort;

  private GatewayProcess(Process process, Path config) {
    this.process = process;
    this.config = config;
    this.readers =
        List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
  }

  /** Starts a gateway and waits until it listens. */
  static GatewayProcess start(String yaml) {
    GatewayProcess gateway = launch(yaml);
    try {
      Await.until(() -> "a gateway that listens: " + gateway.err, gateway::listens);
      return gateway;
    } catch (AssertionError e) {
      gateway.kill();
      throw e;
    }
  }

  /** Starts a gateway and waits until a model can be served. */
  static GatewayProcess ready(String yaml) {
    GatewayProcess gateway = start(yaml);
    try {
      Await.until(
          () -> "a gateway that is ready: " + gateway.out, () -> gateway.readyStatus() == 200);
      return gateway;
    } catch (AssertionError e) {
      gateway.kill();
      throw e;
    }
  }

  /** Starts a gateway that may fail to start. */
  static GatewayProcess launch(String yaml) {
    try {
      Path config = Files.createTempFile("gateway", ".yaml");
      Files.writeString(config, yaml);
      var command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xshare:auto",
              "-Xmx256m",
              "-Djava.net.preferIPv4Stack=true",
              "-Dio.netty.leakDetection.level=paranoid",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              classPath(),
              "io.spillway.gateway.Main",
              "serve",
              "--config",
              config.toString());
      return new GatewayProcess(new ProcessBuilder(command).start(), config);
    } catch (IOException e) {
      throw new UncheckedIOException("a gateway cannot be started", e);
    }
  }

  int port() {
    return port;
  }

  int adminPort() {
    return adminPort;
  }

  /** What it wrote on standard output. */
  List<String> out() {
    return List.copyOf(out);
  }

  /** What it wrote on standard error. */
  List<String> err() {
    return List.copyOf(err);
  }

  /** The lines of its log about requests, as far as they are written. */
  List<JsonNode> requests() {
    return log().stream().filter(line -> line.has("requestId")).toList();
  }

  /** The lines of its log about events with this name, as far as they are written. */
  List<JsonNode> events(String name) {
    return log().stream().filter(line -> line.path("event").asText().equals(name)).toList();
  }

  /** Gives it another configuration, all at once. */
  void configure(String yaml) {
    try {
      Path next = Files.writeString(Files.createTempFile("gateway", ".next"), yaml);
      Files.move(next, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code /readyz} says; 0 when nobody answers. */
  int readyStatus() {
    Call call = Call.get(adminPort, "/readyz").awaitEnd();
    return call.status();
  }

  /** A document of the admin port. */
  JsonNode admin(String path) {
    Call call = Call.get(adminPort, path).awaitEnd();
    if (call.status() != 200) {
      throw new AssertionError(path + ": " + call.status() + " " + call.text());
    }
    return json(call.text());
  }

  /** The sum of a metric's series whose labels hold all these texts; 0 when there is none. */
  double metric(String name, String... labels) {
    double sum = 0;
    for (String line : metrics().lines().toList()) {
      boolean named = line.startsWith(name + "{") || line.startsWith(name + " ");
      if (named && List.of(labels).stream().allMatch(line::contains)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  String metrics() {
    return Call.get(adminPort, "/metrics").awaitEnd().text();
  }

  /** Sends SIGTERM. {@link Process#destroy} would also close what is left to read. */
  void terminate() {
    process.toHandle().destroy();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end; its exit status. */
  int awaitExit() {
    try {
      if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError("the gateway does not end: " + out);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends the process; fails if it had complained of anything it should have handled. */
  @Override
  public void close() {
    kill();
    List<String> faults = err.stream().filter(line -> FAULT.matcher(line).find()).toList();
    if (!faults.isEmpty()) {
      throw new AssertionError("the gateway complained:\n" + String.join("\n", err));
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private List<JsonNode> log() {
    var lines = new ArrayList<JsonNode>();
    out.forEach(line -> lines.add(json(line)));
    return lines;
  }

  private void kill() {
    process.destroyForcibly();
    awaitExit();
    try {
      Files.deleteIfExists(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new AssertionError("the gateway has ended: " + err);
    }
    for (String line : err) {
      Matcher serving = SERVING.matcher(line);
      if (serving.find()) {
        port = Integer.parseInt(serving.group(1));
        adminPort = Integer.parseInt(serving.group(2));
        return true;
      }
    }
    return false;
  }

  /** The class path of this process without the logging that only test libraries bring. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Thread read(InputStream from, List<String> into) {
    return Thread.ofVirtual()
        .start(() -> {
          try (var lines =
              new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            lines.lines().forEach(into::add);
          } catch (IOException | UncheckedIOException e) {
            // The process has ended.
          }
        });
  }
}
