package io.spillway.warmup;

import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import java.time.Duration;

/**
 * A pod at one moment, as the rest of the gateway sees it.
 *
 * @param id its name
 * @param identity what makes it this pod and no other, such as its address
 * @param phase where it is in its life
 * @param weight its share while ramping, in (0, 1]; 1 in all other phases
 * @param admits whether it may take requests
 * @param comingUp whether it does not admit yet but is on its way: discovered, probing for less
 *     than half an hour and not asleep, or warming. A failed pod is not on its way
 * @param reason why it is in this phase, for people; empty when there is nothing to say
 * @param sinceNanos when this phase began
 * @param discoveredNanos when it became known
 * @param fresh whether this is its first way to serving, and a whole one: only then is the time
 *     from discovered to serving a model's load time
 */
public record PodStatus(
    EndpointId id,
    String identity,
    PodPhase phase,
    double weight,
    boolean admits,
    boolean comingUp,
    String reason,
    long sinceNanos,
    long discoveredNanos,
    boolean fresh) {
  /** A pod that has not become healthy by then is no supply to count on. */
  private static final long COMING_UP_MAX_NANOS = Duration.ofMinutes(30).toNanos();

  /** The status of a pod in a state. */
  public static PodStatus of(EndpointId id, String identity, PodState state, long nowNanos) {
    PodLife life = state.life();
    return new PodStatus(
        id,
        identity,
        state.phase(),
        weight(state, nowNanos),
        state.phase().admits(),
        comingUp(state, nowNanos),
        state.reason(),
        life.sinceNanos(),
        life.discoveredNanos(),
        life.fresh());
  }

  /** The same for the router's fleet. */
  public EndpointView view() {
    return new EndpointView(id, identity, admits, comingUp, weight);
  }

  /** Whether routing can tell the two apart. */
  public boolean routesLike(PodStatus other) {
    return phase == other.phase && view().equals(other.view());
  }

  private static double weight(PodState state, long nowNanos) {
    if (!(state instanceof PodState.Ramping ramping)) {
      return 1;
    }
    long began = ramping.life().sinceNanos();
    return RampUp.weight(nowNanos - began, ramping.endNanos() - began);
  }

  private static boolean comingUp(PodState state, long nowNanos) {
    PodLife life = state.life();
    return switch (state) {
      case PodState.Discovered _, PodState.Warming _ -> true;
      case PodState.Probing _ ->
          !life.asleep() && nowNanos - life.sinceNanos() < COMING_UP_MAX_NANOS;
      case PodState.Admitting _, PodState.Draining _, PodState.Failed _, PodState.Gone _ -> false;
    };
  }
}
