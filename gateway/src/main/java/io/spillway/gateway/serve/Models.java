package io.spillway.gateway.serve;

import io.spillway.gateway.config.Config;
import io.spillway.gateway.config.ModelConfig;
import io.spillway.gateway.config.TargetConfig;
import io.spillway.gateway.fleet.FleetEvents;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.fleet.Origin;
import io.spillway.gateway.fleet.PodKeeper;
import io.spillway.gateway.http.Catalogue;
import io.spillway.gateway.observe.Meters;
import io.spillway.gateway.prefix.PromptBlocks;
import io.spillway.gateway.session.ClientAddress;
import io.spillway.gateway.session.SessionKeys;
import io.spillway.gateway.tenant.Tenants;
import io.spillway.router.EndpointId;
import io.spillway.router.KeyedHash;
import io.spillway.router.Ticker;
import io.spillway.router.Tier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The models that are served, over reloads of the configuration. */
final class Models {
  private final Vertx vertx;
  private final Ticker ticker;
  private final byte[] secret;
  private final KeyedHash hash;
  private final PromptBlocks blocks;
  private final Meters meters;
  private final FleetEvents events;
  private volatile Map<String, ModelUnit> units = Map.of();

  Models(Vertx vertx, Ticker ticker, byte[] secret, Meters meters, FleetEvents events) {
    this.vertx = vertx;
    this.ticker = ticker;
    this.secret = secret.clone();
    this.hash = KeyedHash.from(secret, "placement");
    this.blocks = new PromptBlocks(secret);
    this.meters = meters;
    this.events = events;
  }

  /** Takes a configuration: what stays keeps what it has learned, what left drains. */
  synchronized Catalogue take(Config config) {
    var next = new LinkedHashMap<String, ModelUnit>();
    var targets = new HashMap<String, Collection<String>>();
    for (ModelConfig model : config.models()) {
      ModelUnit known = units.get(model.name());
      next.put(model.name(), known == null ? begin(model) : reconfigure(known, model));
      targets.put(model.name(), model.overflow().stream().map(TargetConfig::name).toList());
    }
    units.forEach((name, unit) -> {
      if (!next.containsKey(name)) {
        end(unit);
      }
    });
    units = Collections.unmodifiableMap(next);
    meters.configured(targets);
    return catalogue(config, next);
  }

  /** All models, in the configuration's order. */
  List<ModelUnit> all() {
    return List.copyOf(units.values());
  }

  /** A pod refused a connection. */
  void connectionRefused(ModelRuntime model, EndpointId endpoint) {
    ModelUnit unit = units.get(model.config().name());
    if (unit != null) {
      unit.keeper().connectionRefused(endpoint);
    }
  }

  /** Takes the demand of this moment and the price of idle pods. */
  void tick() {
    for (ModelUnit unit : all()) {
      unit.tick(ticker.nanos());
      double idle = unit.runtime().takeIdleUsd();
      if (unit.runtime().config().selfHosted().price().isPresent()) {
        meters.cost(unit.runtime().config().name(), Tier.SELF_HOSTED, Meters.IDLE, idle);
      }
    }
  }

  /** True when some model can be served now: a pod admits, or a target would take what spills. */
  boolean ready() {
    for (ModelUnit unit : all()) {
      if (unit.runtime().snapshot().pool().ready() > 0
          || !unit.runtime().config().overflow().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Stops looking after pods. */
  Future<Void> close() {
    return Future.join(all().stream().map(unit -> unit.keeper().close()).toList()).mapEmpty();
  }

  /** The origins of all endpoints. */
  static Set<Origin> origins(Config config) {
    var origins = new HashSet<Origin>();
    for (ModelConfig model : config.models()) {
      model.selfHosted().endpoints().forEach(pod -> origins.add(Origin.of(pod.url())));
      model.overflow().forEach(target -> origins.add(Origin.of(target.url())));
    }
    return origins;
  }

  private ModelUnit begin(ModelConfig model) {
    var runtime = new ModelRuntime(model, hash, ticker, this::after);
    return new ModelUnit(runtime, new PodKeeper(vertx, ticker, runtime, events));
  }

  private void after(long nanos, Runnable wake) {
    vertx.setTimer(Math.max(1, nanos / 1_000_000), _ -> wake.run());
  }

  private ModelUnit reconfigure(ModelUnit unit, ModelConfig model) {
    unit.configure(model);
    if (unit.keeper().canTake(model.selfHosted())) {
      unit.keeper().configure(model);
    } else {
      var _ = unit.keeper().close();
      unit.replaceKeeper(new PodKeeper(vertx, ticker, unit.runtime(), events));
    }
    return unit;
  }

  private static void end(ModelUnit unit) {
    var _ = unit.keeper().close();
    unit.runtime().fleet(List.of(), Map.of());
  }

  private Catalogue catalogue(Config config, Map<String, ModelUnit> served) {
    var byName = new HashMap<String, Catalogue.Served>();
    var listed = new ArrayList<Catalogue.Listed>();
    for (ModelConfig model : config.models()) {
      ModelUnit unit = Objects.requireNonNull(served.get(model.name()));
      var sessions = new SessionKeys(secret, model.session());
      var one = new Catalogue.Served(unit.runtime(), sessions, null);
      listed.add(new Catalogue.Listed(model.name(), null));
      byName.put(model.name(), one);
      for (String adapter : model.adapters()) {
        listed.add(new Catalogue.Listed(adapter, model.name()));
        byName.put(adapter, new Catalogue.Served(unit.runtime(), sessions, adapter));
      }
      model.aliases().forEach(alias -> byName.put(alias, one));
    }
    return new Catalogue(
        config.server(),
        new Tenants(config.tenants()),
        new ClientAddress(config.server().trustedProxies()),
        blocks,
        byName,
        listed);
  }
}
