package io.spillway.gateway.relay;

import io.netty.buffer.ByteBufUtil;
import io.spillway.gateway.serve.EdgeBench;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Engines, a client port in front of them, and clients; closed together. */
final class RelayBench implements AutoCloseable {
  /** A chat request that is answered whole. */
  static final String WHOLE =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  /** A chat request for a stream. */
  static final String STREAM =
      "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  static {
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + " " + records));
  }

  private final List<FakeEngine> pods;
  private final List<FakeEngine> targets;
  private final EdgeBench edge;
  private final List<RawClient> clients = new ArrayList<>();

  private RelayBench(List<FakeEngine> pods, List<FakeEngine> targets, EdgeBench edge) {
    this.pods = pods;
    this.targets = targets;
    this.edge = edge;
  }

  /** Says what is built. */
  static final class Plan {
    private int pods = 1;
    private int targets;
    private String server = "";
    private String model = "";
    private String selfHosted = "";
    private String target = "";
    private String tenants = "";
    private String models = "";

    Plan pods(int count) {
      pods = count;
      return this;
    }

    /** More keys of {@code server}, in flow style. */
    Plan server(String keys) {
      server = ", " + keys;
      return this;
    }

    /** More keys of the model. */
    Plan model(String keys) {
      model = ", " + keys;
      return this;
    }

    /** More keys of the pods. */
    Plan selfHosted(String keys) {
      selfHosted = ", " + keys;
      return this;
    }

    /** Overflow targets with more keys each. */
    Plan targets(int count, String keys) {
      targets = count;
      target = keys.isEmpty() ? "" : ", " + keys;
      return this;
    }

    /** A whole {@code tenants} key. */
    Plan tenants(String yaml) {
      tenants = yaml + "\n";
      return this;
    }

    /** More models, in flow style; they have no pod that serves. */
    Plan models(String yaml) {
      models = "  - " + yaml + "\n";
      return this;
    }

    RelayBench start() throws IOException {
      var podEngines = engines(pods);
      var targetEngines = engines(targets);
      var urls = podEngines.stream().map(pod -> "'" + pod.url() + "'").toList();
      var overflow = new ArrayList<String>();
      for (int i = 0; i < targets; i++) {
        overflow.add(
            "{ name: t%d, type: openai, url: '%s/v1'%s }"
                .formatted(i, targetEngines.get(i).url(), target));
      }
      String yaml =
          "server: { host: 127.0.0.1, port: 0"
              + server
              + " }\n"
              + tenants
              + "models:\n  - { name: m, aliases: [ alias ], selfHosted: { endpoints: "
              + urls
              + selfHosted
              + " }, overflow: "
              + overflow
              + model
              + " }\n"
              + models;
      return new RelayBench(podEngines, targetEngines, EdgeBench.of(yaml));
    }

    private static List<FakeEngine> engines(int count) throws IOException {
      var engines = new ArrayList<FakeEngine>();
      for (int i = 0; i < count; i++) {
        engines.add(FakeEngine.start());
      }
      return engines;
    }
  }

  static Plan plan() {
    return new Plan();
  }

  EdgeBench edge() {
    return edge;
  }

  /** The first pod. */
  FakeEngine pod() {
    return pods.getFirst();
  }

  FakeEngine pod(int index) {
    return pods.get(index);
  }

  /** The first target. */
  FakeEngine target() {
    return targets.getFirst();
  }

  FakeEngine target(int index) {
    return targets.get(index);
  }

  /** What every pod does next, whichever is chosen. */
  void next(FakeEngine.Script script) {
    pods.forEach(pod -> pod.usually(script));
  }

  /**
   * What the pods do in turn, whichever is chosen: the first request gets the first script, and so
   * on; afterwards all is as usual.
   */
  void inTurn(FakeEngine.Script... scripts) {
    var left = new ConcurrentLinkedQueue<>(List.of(scripts));
    next(talk -> {
      FakeEngine.Script script = left.poll();
      if (script == null) {
        talk.hello();
      } else {
        script.play(talk);
      }
    });
  }

  /** Requests that reached any pod. */
  int calls() {
    return pods.stream().mapToInt(pod -> pod.requests().size()).sum();
  }

  /** Makes leaks of what went before known, as far as that is possible. */
  void lookForLeaks() throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      for (int j = 0; j < 20; j++) {
        chat(STREAM).rest();
      }
    }
  }

  /** A new client. */
  RawClient client() throws IOException {
    var client = new RawClient(edge.port());
    clients.add(client);
    return client;
  }

  /** A new client that reads little at once. */
  RawClient smallClient() throws IOException {
    var client = new RawClient(edge.port(), 4096);
    clients.add(client);
    return client;
  }

  /** Sends a chat request on a new connection and reads the head of its answer. */
  Reply chat(String body, String... headers) throws IOException {
    return client().chat(body, headers).reply();
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    for (FakeEngine pod : pods) {
      pod.close();
    }
    for (FakeEngine target : targets) {
      target.close();
    }
    edge.close();
    if (!LEAKS.isEmpty()) {
      throw new AssertionError("buffers leaked, here or before: " + LEAKS);
    }
  }
}
