package io.spillway.gateway.relay;

import io.spillway.gateway.config.TargetPrice;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.fleet.Target;
import io.spillway.router.EndpointId;
import io.spillway.router.Slot;
import io.spillway.router.SlotEnd;
import io.spillway.router.Tier;
import org.jspecify.annotations.Nullable;

/** A place taken on a pod or a target, to be given back exactly once. */
final class HeldPlace {
  private final ModelRuntime model;
  private final Slot slot;
  private final @Nullable Target target;
  private @Nullable Address seen;

  private HeldPlace(ModelRuntime model, Slot slot, @Nullable Target target) {
    this.model = model;
    this.slot = slot;
    this.target = target;
  }

  static HeldPlace onPod(ModelRuntime model, Slot slot) {
    return new HeldPlace(model, slot, null);
  }

  static HeldPlace onTarget(ModelRuntime model, Slot slot, Target target) {
    return new HeldPlace(model, slot, target);
  }

  EndpointId endpoint() {
    return slot.endpoint();
  }

  /** Whether it is that slot. */
  boolean holds(Slot other) {
    return slot == other;
  }

  Tier tier() {
    return target == null ? Tier.SELF_HOSTED : Tier.OVERFLOW;
  }

  @Nullable Target target() {
    return target;
  }

  /** Where it is; null when a reload took it away since. */
  @Nullable Address address() {
    Address now = target == null ? model.address(slot.endpoint()) : target.address();
    if (now != null) {
      seen = now;
    }
    return now;
  }

  /**
   * Where it is, or was when that was last asked: a pod that was removed is still there for now.
   */
  @Nullable Address lastAddress() {
    Address now = address();
    return now == null ? seen : now;
  }

  /**
   * Learns of the first token.
   *
   * @param promptTokens estimated tokens of the prompt
   * @param seconds since the attempt began
   */
  void firstToken(int promptTokens, double seconds) {
    if (target == null) {
      model.firstToken(slot);
    } else {
      model.firstToken(target, promptTokens, seconds);
    }
  }

  /** Learns that what was sent here goes on without its request. */
  void accepted() {
    if (target == null) {
      model.accepted(slot);
    }
  }

  /** Tells of a failure here: a target that refused cools down, a dead pod is looked after. */
  void failed(AttemptEnd.Failure end, RelayEvents events) {
    boolean unreachable = end instanceof AttemptEnd.Unreachable;
    if (target == null && unreachable) {
      events.connectionRefused(model, endpoint());
    } else if (target != null && end.nothingGenerated()) {
      model.refused(target, end.retryAfterSeconds());
    }
  }

  /**
   * Gives the place back.
   *
   * @param end how the request ended
   * @return the request's share of the machine's price in dollars
   */
  double release(SlotEnd end) {
    return target == null ? model.release(slot, end) : model.release(target, slot);
  }

  /**
   * What a request here cost in dollars; NaN when it has no price. A target that is paid by the
   * token is priced by what was counted.
   *
   * @param machineUsd its share of the machine's price, as {@link #release} said
   * @param promptTokens negative when nothing was generated, which costs no tokens
   */
  double usd(double machineUsd, int promptTokens, int outputTokens) {
    if (target == null) {
      return model.config().selfHosted().price().isPresent() ? machineUsd : Double.NaN;
    }
    return switch (target.config().price()) {
      case TargetPrice.PerSecond _ -> machineUsd;
      case TargetPrice.PerToken _ when promptTokens < 0 -> Double.NaN;
      case TargetPrice.PerToken price ->
          (promptTokens * price.usdPerMTokIn() + outputTokens * price.usdPerMTokOut()) / 1e6;
      case TargetPrice.Unpriced _ -> Double.NaN;
    };
  }
}
