package io.spillway.router;

import io.spillway.router.cache.PrefixIndex;
import io.spillway.router.health.Outliers;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one pool: those that are listed, and those that are not any more but still serve.
 *
 * <p>A pod that leaves, or comes back as another process, takes along what was believed to be
 * cached there.
 */
final class Fleet {
  /** Tokens one pod's cache holds when its engine does not say. */
  private static final long CACHE_TOKENS = 400_000;

  private final KeyedHash hash;
  private final PrefixIndex prefixes;
  private final Outliers health;
  private final Pace pace = new Pace();
  private final Map<EndpointId, Pod> byId = new LinkedHashMap<>();
  private final Map<Integer, Pod> bySerial = new HashMap<>();
  private final BitSet numbers = new BitSet();
  private List<Pod> pods = List.of();
  private int nextSerial;
  private int slots;
  private int slotsMin;

  Fleet(KeyedHash hash, PrefixIndex prefixes, Outliers health) {
    this.hash = hash;
    this.prefixes = prefixes;
    this.health = health;
  }

  /** The pods, in the order in which they came. */
  List<Pod> pods() {
    return pods;
  }

  /** One pod; null when it is not there. */
  @Nullable Pod pod(EndpointId id) {
    return byId.get(id);
  }

  /** The pod a session remembers; null when it is gone. */
  @Nullable Pod pod(int serial) {
    Pod pod = bySerial.get(serial);
    return pod != null && pod.listed ? pod : null;
  }

  /** A number for something else that sessions remember. */
  int takeSerial() {
    return nextSerial++;
  }

  /** One more than the largest number of a pod. */
  int numbers() {
    return numbers.length();
  }

  /** How fast the pods are, together. */
  Pace pace() {
    return pace;
  }

  /** Slots of all pods that admit. */
  int slots() {
    return slots;
  }

  /** Slots that are free. */
  int room() {
    int room = 0;
    for (Pod pod : pods) {
      room += pod.admits ? Math.max(0, pod.slots - pod.inFlight) : 0;
    }
    return room;
  }

  boolean anyAdmits() {
    for (Pod pod : pods) {
      if (pod.admits) {
        return true;
      }
    }
    return false;
  }

  /** Takes the fleet as it is now. */
  void update(List<EndpointView> views, PoolConfig config, long nowNanos) {
    var admitted = new HashSet<Pod>();
    for (Pod pod : pods) {
      if (pod.admits) {
        admitted.add(pod);
      }
      pod.listed = false;
      pod.admits = false;
      pod.comingUp = false;
    }
    for (EndpointView view : views) {
      Pod pod = byId.get(view.id());
      if (pod == null) {
        pod = add(view, new CostMeter(config.usdPerPodSecond(), Integer.MAX_VALUE, true, nowNanos));
      } else if (pod.incarnation != view.incarnation()) {
        forget(pod);
      }
      pod.listed = true;
      pod.admits = view.admits();
      pod.comingUp = view.comingUp();
      pod.weight = view.weight();
      pod.incarnation = view.incarnation();
      pod.adapters = view.adapters();
    }
    for (Pod pod : pods) {
      if (pod.admits && !admitted.contains(pod)) {
        health.joined(pod.number);
      } else if (!pod.admits && admitted.contains(pod)) {
        health.left(pod.number, nowNanos);
      }
      removeIfGone(pod, nowNanos);
    }
    resize(config);
  }

  /** Removes a pod that is not listed any more and serves nothing. True when it did. */
  boolean removeIfGone(Pod pod, long nowNanos) {
    if (pod.listed || pod.inFlight > 0 || byId.remove(pod.id) == null) {
      return false;
    }
    bySerial.values().removeIf(remembered -> remembered == pod);
    prefixes.drop(pod.number);
    health.forget(pod.number, nowNanos);
    numbers.clear(pod.number);
    pods = List.copyOf(byId.values());
    return true;
  }

  /** Takes whether requests wait too long for pods that others have filled. */
  void starved(boolean starved) {
    slotsMin = starved ? 1 : 0;
  }

  /** Takes how many tokens a pod's cache holds. */
  void cacheTokens(Pod pod, long tokens) {
    prefixes.capacity(pod.number, tokens);
  }

  /**
   * Slots follow weights relative to the strongest pod, so an all-new fleet serves in full. What
   * other gateways have there is not ours; but one that is served nothing because others are always
   * first takes a slot all the same, which they then see and leave to it.
   */
  void resize(PoolConfig config) {
    double strongest = 0;
    for (Pod pod : pods) {
      strongest = Math.max(strongest, pod.admits ? pod.weight : 0);
    }
    slots = 0;
    for (Pod pod : pods) {
      double share = Math.max(1, config.concurrencyPerPod() * pod.weight / strongest);
      pod.slots = pod.admits ? Math.max(slotsMin, (int) (share - pod.othersInFlight)) : 0;
      slots += pod.slots;
    }
  }

  private Pod add(EndpointView view, CostMeter meter) {
    int number = numbers.nextClearBit(0);
    numbers.set(number);
    var pod = new Pod(view.id(), number, nextSerial++, hash.hash(view.identity()), meter, pace);
    pod.incarnation = view.incarnation();
    byId.put(pod.id, pod);
    bySerial.put(pod.serial, pod);
    prefixes.capacity(number, CACHE_TOKENS);
    pods = List.copyOf(byId.values());
    return pod;
  }

  /**
   * Another process answers: nothing that was known of its cache holds. Sessions find it by what
   * they remember, but see that it is another's.
   */
  private void forget(Pod pod) {
    pod.serial = nextSerial++;
    bySerial.put(pod.serial, pod);
    prefixes.drop(pod.number);
    prefixes.capacity(pod.number, CACHE_TOKENS);
    pod.trust = new CacheTrust();
    pod.othersInFlight = 0;
    pod.othersWaiting = 0;
    pod.loadedAdapters = null;
  }
}
