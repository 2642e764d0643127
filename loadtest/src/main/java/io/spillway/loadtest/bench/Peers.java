package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Starts the peers of a run, each on the measured core, and waits until they serve. */
final class Peers {
  /** A heap of fixed size whose pages are there from the start, so that memory can be compared. */
  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  private static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseParallelGC");
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final String SERVING = "\"state\":\"serving\"";

  private final Site site;

  Peers(Site site) {
    this.site = site;
  }

  /** The gateway in front of pods; returns when all of them serve. */
  Peer gateway(List<Integer> podPorts) throws IOException, InterruptedException, BenchFailure {
    return gateway(podPorts, site.proxyCore(), HEAP);
  }

  /**
   * The gateway in front of pods; returns when all of them serve.
   *
   * @param jvmOptions added to those of the launcher
   */
  Peer gateway(List<Integer> podPorts, String cores, List<String> jvmOptions)
      throws IOException, InterruptedException, BenchFailure {
    Peer peer = launch(podPorts, cores, jvmOptions);
    await(peer, () -> serving(Ports.ask(peer.adminPort(), "/admin/fleet")) == podPorts.size());
    return peer;
  }

  /** The gateway as a process that has just been started. */
  Peer launch(List<Integer> podPorts, String cores, List<String> jvmOptions) throws IOException {
    String name = PeerNames.gateway(podPorts.size());
    int port = Ports.free();
    int adminPort = Ports.free();
    Path file = site.folder().resolve(name + ".yaml");
    Files.writeString(file, Configurations.gateway(port, adminPort, podPorts));
    var command = List.of(site.launcher().toString(), "serve", "--config", file.toString());
    var environment = Map.of("JAVA_OPTS", String.join(" ", jvmOptions));
    return new Peer(name, port, child(name, command, cores, environment), true, adminPort);
  }

  /** The bare relay. */
  Peer relay(int enginePort) throws IOException, InterruptedException, BenchFailure {
    int port = Ports.free();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(HEAP);
    command.addAll(
        List.of(
            "-cp",
            site.classPath(),
            "io.spillway.loadtest.bench.relay.Relay",
            Integer.toString(port),
            Integer.toString(enginePort)));
    Child child = child(PeerNames.RELAY, command, site.proxyCore(), Map.of());
    var peer = new Peer(PeerNames.RELAY, port, child, true, 0);
    await(peer, () -> Ports.accepts(port));
    return peer;
  }

  /** nginx, if it is installed. */
  Optional<Peer> nginx(int enginePort) throws IOException, InterruptedException, BenchFailure {
    Optional<Path> binary =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                Stream.of("/usr/sbin", "/usr/local/sbin"))
            .map(folder -> Path.of(folder, "nginx"))
            .filter(Files::isExecutable)
            .findFirst();
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    int port = Ports.free();
    Path file = site.folder().resolve("nginx.conf");
    Files.writeString(
        file, Configurations.nginx(port, enginePort, site.folder().toAbsolutePath().toString()));
    var command = List.of(binary.get().toString(), "-c", file.toAbsolutePath().toString());
    Child child = child(PeerNames.NGINX, command, site.proxyCore(), Map.of());
    var peer = new Peer(PeerNames.NGINX, port, child, false, 0);
    await(peer, () -> Ports.accepts(port));
    return Optional.of(peer);
  }

  /** Pods that serve, as the gateway's fleet page tells. */
  static int serving(String fleet) {
    int count = 0;
    for (int at = fleet.indexOf(SERVING); at >= 0; at = fleet.indexOf(SERVING, at + 1)) {
      count++;
    }
    return count;
  }

  private Child child(
      String name, List<String> command, String cores, Map<String, String> environment)
      throws IOException {
    return Child.start(command, cores, environment, site.folder().resolve(name + ".err"));
  }

  private static void await(Peer peer, BooleanSupplier there)
      throws IOException, InterruptedException, BenchFailure {
    long end = System.nanoTime() + READY_MAX.toNanos();
    Child child = peer.child();
    while (!there.getAsBoolean()) {
      boolean alive = child != null && child.alive();
      if (!alive || System.nanoTime() > end) {
        String said = child == null ? "" : child.errors().strip();
        peer.close();
        throw new BenchFailure(peer.name() + " did not come up: " + said);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
