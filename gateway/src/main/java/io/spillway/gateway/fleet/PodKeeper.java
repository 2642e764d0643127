package io.spillway.gateway.fleet;

import io.spillway.gateway.config.EndpointConfig;
import io.spillway.gateway.config.EngineType;
import io.spillway.gateway.config.ModelConfig;
import io.spillway.gateway.config.Secret;
import io.spillway.gateway.config.SelfHostedConfig;
import io.spillway.gateway.engine.AdapterWatch;
import io.spillway.gateway.engine.EngineMeters;
import io.spillway.gateway.engine.EngineSample;
import io.spillway.gateway.engine.EngineScraper;
import io.spillway.gateway.engine.PodSignal;
import io.spillway.gateway.engine.ScrapeTarget;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.EngineLoad;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.Ticker;
import io.spillway.warmup.PodPhase;
import io.spillway.warmup.PodStatus;
import io.spillway.warmup.WarmupConfig;
import io.spillway.warmup.driver.HttpEngineProbe;
import io.spillway.warmup.driver.PodTarget;
import io.spillway.warmup.driver.WarmupDriver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one model's pods: leads them through the warm-up gate, reads their metrics, and tells the
 * model's pool which of them may serve.
 *
 * <p>Reconfigured and told of the data path from any thread; what it learns is applied one at a
 * time.
 */
public final class PodKeeper {
  private final Vertx vertx;
  private final Ticker ticker;
  private final ModelRuntime model;
  private final FleetEvents events;
  private final HttpEngineProbe probe;
  private final WarmupDriver driver;
  private final EngineType engine;
  private final AdapterWatch adapterWatch;
  private volatile @Nullable EngineScraper scraper;
  private Duration scrapeInterval;
  private Map<EndpointId, Address> addresses = new HashMap<>();
  private Map<EndpointId, PodPhase> phases = Map.of();
  private final Map<EndpointId, Integer> incarnations = new HashMap<>();
  private final Map<EndpointId, Set<String>> adapters = new HashMap<>();
  private boolean closed;

  /** A keeper of a model's pods, at the gateway's start or when a reload brought the model. */
  public PodKeeper(Vertx vertx, Ticker ticker, ModelRuntime model, FleetEvents events) {
    this.vertx = vertx;
    this.ticker = ticker;
    this.model = model;
    this.events = events;
    SelfHostedConfig config = model.config().selfHosted();
    this.engine = config.engine();
    this.scrapeInterval = config.scrapeInterval();
    WarmupConfig warmup = warmup(config);
    this.probe = new HttpEngineProbe(vertx, ticker, Engines.kind(engine), warmup);
    this.driver = new WarmupDriver(vertx, ticker, probe, warmup, this::changed);
    this.adapterWatch = new AdapterWatch(vertx, ticker, this::served);
    this.scraper =
        Engines.meters(engine) == null
            ? null
            : new EngineScraper(vertx, ticker, scrapeInterval, new Scraped());
    pods(model.config());
  }

  /** True when a new configuration can be taken; else the keeper must be replaced. */
  public boolean canTake(SelfHostedConfig next) {
    return next.engine() == engine;
  }

  /** Takes the pods and thresholds of a new configuration. */
  public void configure(ModelConfig next) {
    driver.configure(warmup(next.selfHosted()));
    scrapeEvery(next.selfHosted().scrapeInterval());
    pods(next);
  }

  /** The pods as they stand. */
  public List<PodStatus> statuses() {
    return driver.statuses();
  }

  /** What a pod's metrics said last. */
  public EngineSample latest(EndpointId pod) {
    EngineScraper reading = scraper;
    return reading == null ? EngineSample.UNKNOWN : reading.latest(pod, ticker.nanos());
  }

  /** The data path was refused a connection. */
  public void connectionRefused(EndpointId pod) {
    driver.connectionRefused(pod);
  }

  /**
   * Tells the gate how many requests its pods have, so that one that leaves with some drains; to be
   * called from time to time.
   */
  public void tick() {
    Map<EndpointId, Integer> inFlight = new HashMap<>();
    for (PoolSnapshot.Endpoint endpoint : model.snapshot().pool().endpoints()) {
      inFlight.put(endpoint.id(), endpoint.inFlight());
    }
    for (PodStatus status : driver.statuses()) {
      driver.inFlight(status.id(), inFlight.getOrDefault(status.id(), 0));
    }
  }

  /** Stops probing and scraping; the pool is told nothing more. */
  public Future<Void> close() {
    synchronized (this) {
      closed = true;
    }
    EngineScraper reading = scraper;
    Future<Void> scraping = reading == null ? Future.succeededFuture() : reading.close();
    return Future.join(driver.close(), scraping, adapterWatch.close()).compose(_ -> probe.close());
  }

  private synchronized void scrapeEvery(Duration interval) {
    EngineScraper before = scraper;
    if (!closed && before != null && !interval.equals(scrapeInterval)) {
      var _ = before.close();
      scrapeInterval = interval;
      scraper = new EngineScraper(vertx, ticker, interval, new Scraped());
    }
  }

  private synchronized void pods(ModelConfig config) {
    var leaving = new HashSet<EndpointId>();
    for (PoolSnapshot.Endpoint endpoint : model.snapshot().pool().endpoints()) {
      leaving.add(endpoint.id());
    }
    leaving.removeAll(addresses.keySet());
    Map<EndpointId, EndpointConfig> named =
        model.names().assign(config.selfHosted().endpoints(), leaving);
    var next = new HashMap<EndpointId, Address>();
    var pods = new ArrayList<PodTarget>();
    var scraped = new ArrayList<ScrapeTarget>();
    var asked = new ArrayList<AdapterWatch.Pod>();
    EngineMeters meters = Engines.meters(engine);
    String key = config.selfHosted().key().map(Secret::value).orElse(null);
    String served = config.selfHosted().servedModel().orElse(config.name());
    named.forEach((id, endpoint) -> {
      next.put(
          id,
          Address.of(endpoint.url(), config.selfHosted().key(), config.selfHosted().servedModel()));
      pods.add(new PodTarget(id, endpoint.url().toString(), endpoint.url(), served, key));
      if (!config.adapters().isEmpty()) {
        asked.add(new AdapterWatch.Pod(id, endpoint.url(), key));
      }
      if (meters != null) {
        scraped.add(new ScrapeTarget(id, endpoint.url(), meters, key));
      }
    });
    addresses = next;
    adapters.keySet().retainAll(asked.stream().map(AdapterWatch.Pod::id).toList());
    adapterWatch.pods(asked);
    tick();
    driver.pods(pods);
    EngineScraper reading = scraper;
    if (reading != null) {
      reading.pods(scraped);
    }
  }

  private synchronized void changed(List<PodStatus> statuses) {
    if (closed) {
      return;
    }
    for (PodStatus status : statuses) {
      PodPhase before = phases.get(status.id());
      if (before != null
          && before.admits()
          && !status.admits()
          && status.phase() != PodPhase.DRAINING) {
        // It failed, fell asleep or began anew: what it had loaded cannot be counted on.
        incarnations.merge(status.id(), 1, Integer::sum);
        adapters.remove(status.id());
      }
    }
    publish(statuses);
    var now = new HashMap<EndpointId, PodPhase>();
    for (PodStatus status : statuses) {
      now.put(status.id(), status.phase());
      PodPhase before = phases.get(status.id());
      if (before != status.phase()) {
        adapterWatch.ask(status.id());
        events.phaseChanged(model.config().name(), status);
        if (status.admits() && status.fresh() && (before == null || !before.admits())) {
          events.loaded(
              model.config().name(), (status.sinceNanos() - status.discoveredNanos()) / 1e9);
        }
      }
    }
    phases = now;
    incarnations.keySet().retainAll(now.keySet());
  }

  private void publish(List<PodStatus> statuses) {
    model.fleet(
        statuses.stream().map(this::view).filter(view -> addresses.containsKey(view.id())).toList(),
        addresses);
  }

  private EndpointView view(PodStatus status) {
    return status
        .view()
        .adapters(adapters.get(status.id()))
        .incarnation(incarnations.getOrDefault(status.id(), 0));
  }

  private synchronized void served(EndpointId pod, @Nullable Set<String> names) {
    Set<String> before = names == null ? adapters.remove(pod) : adapters.put(pod, names);
    if (!closed && !Objects.equals(before, names)) {
      publish(driver.statuses());
    }
  }

  private static WarmupConfig warmup(SelfHostedConfig config) {
    var settings = config.warmup();
    return WarmupConfig.DEFAULTS
        .with(settings.prompts(), settings.firstTokenWithin(), settings.rampUp())
        .withProbeTimeout(Engines.kind(config.engine()).probeTimeout());
  }

  /** What the metrics tell the gate. */
  private final class Scraped implements EngineScraper.Listener {
    @Override
    public void sampled(EndpointId pod, EngineSample sample, long askedNanos) {
      model.reported(pod, sample.load(), askedNanos);
    }

    @Override
    public void silent(EndpointId pod) {
      model.reported(pod, EngineLoad.UNKNOWN, ticker.nanos());
    }

    @Override
    public void signal(EndpointId pod, PodSignal signal) {
      switch (signal) {
        case PodSignal.Restarted restarted -> driver.restarted(pod, restarted.evidence().label());
        case PodSignal.Asleep _ -> driver.asleep(pod);
        case PodSignal.Awake _ -> driver.awake(pod);
      }
    }
  }
}
