package io.spillway.gateway.serve;

import io.spillway.gateway.config.Config;
import io.spillway.gateway.config.ConfigReader;
import io.spillway.gateway.config.ConfigResult;
import io.spillway.gateway.config.ModelConfig;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.http.ActiveRequests;
import io.spillway.gateway.http.BodyBudget;
import io.spillway.gateway.http.Catalogue;
import io.spillway.gateway.http.Edge;
import io.spillway.gateway.http.EdgeEvents;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.gateway.prefix.PromptBlocks;
import io.spillway.gateway.relay.Await;
import io.spillway.gateway.relay.RelayEvents;
import io.spillway.gateway.responses.ResponseTable;
import io.spillway.gateway.session.ClientAddress;
import io.spillway.gateway.session.SessionKeys;
import io.spillway.gateway.tenant.Tenants;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.KeyedHash;
import io.spillway.router.Ticker;
import io.spillway.router.Tier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The client port of one model whose pods serve from the start, without warm-up; for tests. It
 * keeps what it is told of requests.
 */
public final class EdgeBench implements AutoCloseable, RelayEvents, EdgeEvents {
  private static final byte[] SECRET = "a secret of the tests".getBytes(StandardCharsets.UTF_8);

  private final Vertx vertx;
  private final Config config;
  private final ModelRuntime runtime;
  private final BodyBudget budget;
  private final ActiveRequests active = new ActiveRequests();
  private final ResponseTable responses = new ResponseTable(ResponseTable.Limits.DEFAULTS);
  private final EdgeServer edge;
  private final List<RequestOutcome> outcomes = new CopyOnWriteArrayList<>();
  private final List<RequestOutcome.Tokens> background = new CopyOnWriteArrayList<>();
  private final List<Double> costs = new CopyOnWriteArrayList<>();
  private final List<String> retries = new CopyOnWriteArrayList<>();
  private final AtomicInteger preemptions = new AtomicInteger();
  private final List<String> resumes = new CopyOnWriteArrayList<>();
  private final List<EndpointId> refusing = new CopyOnWriteArrayList<>();
  private volatile boolean placementThrows;
  private volatile boolean outcomeThrows;
  private volatile boolean sessionThrows;

  private EdgeBench(Config config) {
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    this.config = config;
    this.runtime =
        new ModelRuntime(
            model(), KeyedHash.from(SECRET, "placement"), Ticker.system(), this::after);
    this.budget = new BodyBudget(config.server().bufferedBodiesMaxBytes());
    Supplier<Catalogue> catalogue = catalogue();
    this.edge =
        new EdgeServer(
            vertx,
            new Edge.Shared(
                catalogue, budget, active, responses, this, () -> false, this::instant, 1),
            this,
            Ticker.system());
    serve(config.models().getFirst().selfHosted().endpoints().size());
    await(edge.listen("127.0.0.1", 0, config.server().timeouts().connect()));
  }

  /** Serves what a configuration says; only the pods of its first model serve. */
  public static EdgeBench of(String yaml) {
    return switch (new ConfigReader(Map.of(), path -> "").read(yaml)) {
      case ConfigResult.Valid valid -> new EdgeBench(valid.config());
      case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  /** The port clients use. */
  public int port() {
    return edge.port();
  }

  /** The model. */
  public ModelRuntime runtime() {
    return runtime;
  }

  /** Where responses are kept. */
  public ResponseTable responses() {
    return responses;
  }

  /** Ends all that is under way, as a gateway does that leaves. */
  public void cut() {
    active.cut();
  }

  /** Lets only the first so many pods serve. */
  public void serve(int pods) {
    var views = new ArrayList<EndpointView>();
    var addresses = new HashMap<EndpointId, Address>();
    var selfHosted = model().selfHosted();
    for (var pod : selfHosted.endpoints().subList(0, pods)) {
      views.add(EndpointView.serving(pod.name()));
      addresses.put(
          new EndpointId(pod.name()),
          Address.of(pod.url(), selfHosted.key(), selfHosted.servedModel()));
    }
    runtime.fleet(views, addresses);
  }

  /** Lets no pod serve; all are on their way. */
  public void comingUp() {
    runtime.fleet(
        model().selfHosted().endpoints().stream()
            .map(pod -> new EndpointView(new EndpointId(pod.name()), pod.name(), false, true, 1))
            .toList(),
        Map.of());
  }

  /** How requests ended, oldest first. */
  public List<RequestOutcome> outcomes() {
    return outcomes;
  }

  /** Waits for the only outcome. */
  public RequestOutcome outcome() {
    Await.until("a request ended", () -> !outcomes.isEmpty());
    return outcomes.getFirst();
  }

  /** Tokens of what ended in the background, after its request. */
  public List<RequestOutcome.Tokens> background() {
    return background;
  }

  /** What places cost, in dollars. */
  public List<Double> costs() {
    return costs;
  }

  /** Requests that a leaving gateway would wait for. */
  public int active() {
    return active.count();
  }

  /** Why requests were tried again. */
  public List<String> retries() {
    return retries;
  }

  /** How often requests gave their place to more urgent ones. */
  public int preemptions() {
    return preemptions.get();
  }

  /** What broke the streams that went on from another pod. */
  public List<String> resumes() {
    return resumes;
  }

  /** Pods that refused a connection. */
  public List<EndpointId> refusing() {
    return refusing;
  }

  /** Lets the next placement throw, as a bug would. */
  public void nextPlacementThrows() {
    placementThrows = true;
  }

  /** Lets the next outcome throw, as a bug would. */
  public void nextOutcomeThrows() {
    outcomeThrows = true;
  }

  /** Lets the next search for a session throw, as a bug would. */
  public void nextSessionThrows() {
    sessionThrows = true;
  }

  /** Requests that hold a slot. */
  public int inFlight() {
    return runtime.snapshot().pool().inFlight();
  }

  /** Requests that wait. */
  public int waiting() {
    return runtime.snapshot().pool().waiting();
  }

  /** Waits until nothing is held for any request. */
  public void awaitIdle() {
    Await.until("no slot is held", () -> inFlight() == 0);
    Await.until("nothing is spilled", () -> runtime.snapshot().spilled() == 0);
    Await.until("nobody waits", () -> waiting() == 0);
    Await.until("no body is held", () -> budget.held() == 0);
    Await.until("no request is active", () -> active.count() == 0);
  }

  /** Bytes held for request bodies. */
  public long heldBytes() {
    return budget.held();
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  @Override
  public void placed(String model, Tier tier, String reason) {
    if (placementThrows) {
      placementThrows = false;
      throw new IllegalStateException("a bug, for a test");
    }
  }

  @Override
  public void retried(String model, String reason) {
    retries.add(reason);
  }

  @Override
  public void preempted(String model) {
    preemptions.incrementAndGet();
  }

  @Override
  public void resumed(String model, String reason) {
    resumes.add(reason);
  }

  @Override
  public void cost(String model, Tier tier, String endpoint, double usd) {
    costs.add(usd);
  }

  @Override
  public void endedInBackground(
      String model, String kind, Tier tier, RequestOutcome.Tokens tokens) {
    background.add(tokens);
  }

  @Override
  public void connectionRefused(ModelRuntime model, EndpointId endpoint) {
    refusing.add(endpoint);
  }

  @Override
  public void finished(RequestOutcome outcome) {
    if (outcomeThrows) {
      outcomeThrows = false;
      throw new IllegalStateException("a bug, for a test");
    }
    outcomes.add(outcome);
  }

  @Override
  public void endedAtEdge(RequestOutcome outcome) {
    finished(outcome);
  }

  private Instant instant() {
    if (sessionThrows) {
      sessionThrows = false;
      throw new IllegalStateException("a bug, for a test");
    }
    return Instant.now();
  }

  private ModelConfig model() {
    return config.models().getFirst();
  }

  private void after(long nanos, Runnable wake) {
    vertx.setTimer(Math.max(1, Duration.ofNanos(nanos).toMillis()), _ -> wake.run());
  }

  private Supplier<Catalogue> catalogue() {
    var served = new Catalogue.Served(runtime, new SessionKeys(SECRET, model().session()), null);
    var byName = new HashMap<String, Catalogue.Served>();
    byName.put(model().name(), served);
    model().aliases().forEach(alias -> byName.put(alias, served));
    for (String adapter : model().adapters()) {
      byName.put(adapter, new Catalogue.Served(runtime, served.sessions(), adapter));
    }
    for (ModelConfig other : config.models().subList(1, config.models().size())) {
      byName.put(other.name(), unserved(other));
    }
    var catalogue =
        new Catalogue(
            config.server(),
            new Tenants(config.tenants()),
            new ClientAddress(config.server().trustedProxies()),
            new PromptBlocks(SECRET),
            byName,
            listed());
    return () -> catalogue;
  }

  private List<Catalogue.Listed> listed() {
    var listed = new ArrayList<Catalogue.Listed>();
    for (ModelConfig each : config.models()) {
      listed.add(new Catalogue.Listed(each.name(), null));
      each.adapters().forEach(name -> listed.add(new Catalogue.Listed(name, each.name())));
    }
    return listed;
  }

  private Catalogue.Served unserved(ModelConfig other) {
    var without =
        new ModelRuntime(other, KeyedHash.from(SECRET, "placement"), Ticker.system(), this::after);
    return new Catalogue.Served(without, new SessionKeys(SECRET, other.session()), null);
  }

  private static void await(Future<?> future) {
    try {
      var _ = future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
