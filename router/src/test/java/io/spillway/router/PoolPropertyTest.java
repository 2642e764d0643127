package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random requests, endings, fleets and clocks; the pool's invariants hold after every step. */
final class PoolPropertyTest {
  private static final long MILLI = 1_000_000L;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void losesNoSlotAndNoTicket(long seed) {
    var random = new Random(seed);
    var pool =
        new Pool(
            new PoolConfig(1 + random.nextInt(4), random.nextInt(6), Duration.ofSeconds(2), 0),
            KeyedHash.of(seed, 1));
    var slots = new ArrayList<Slot>();
    var tickets = new HashSet<Ticket>();
    long now = 0;
    int placed = 0;
    int ended = 0;
    for (int step = 0; step < 200; step++) {
      now += random.nextInt(500) * MILLI;
      List<TargetView> targets = targets(random);
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> {
          placed++;
          RoutingRequest request = request(random, now);
          Placement placement = pool.place(request, targets, now);
          assertKeepsItsPin(request, placement);
          ended += take(placement, slots, tickets);
        }
        case 3 -> {
          if (!slots.isEmpty()) {
            pool.release(
                slots.remove(random.nextInt(slots.size())),
                random.nextBoolean() ? SlotEnd.COMPLETED : SlotEnd.INCOMPLETE,
                now);
            ended++;
          }
        }
        case 4 -> {
          if (!tickets.isEmpty()) {
            Ticket gone = tickets.iterator().next();
            tickets.remove(gone);
            assertThat(pool.cancel(gone)).isTrue();
            assertThat(pool.cancel(gone)).isFalse();
            ended++;
          }
        }
        default -> pool.fleet(fleet(random), now);
      }
      for (Resumption resumption : pool.reconsider(targets, now)) {
        assertThat(tickets.remove(resumption.ticket())).isTrue();
        assertThat(resumption.placement()).isNotInstanceOf(Placement.Queue.class);
        assertKeepsItsPin(resumption.ticket().request(), resumption.placement());
        ended += take(resumption.placement(), slots, tickets);
      }
      pool.assertValid(now);
      assertThat(pool.nextWakeNanos(now)).isGreaterThan(now);
      assertThat(pool.snapshot(now).inFlight()).isEqualTo(slots.size());
      assertThat(pool.snapshot(now).waiting()).isEqualTo(tickets.size());
      assertThat(placed).isEqualTo(ended + slots.size() + tickets.size());
    }
  }

  /** A pinned request is only ever sent to its pin; none but pinned ones are refused for it. */
  private static void assertKeepsItsPin(RoutingRequest request, Placement placement) {
    EndpointId pin = request.pin();
    switch (placement) {
      case Placement.Dispatch(var slot, var reason, _, _) -> {
        assertThat(reason == PlacementReason.PINNED).isEqualTo(pin != null);
        assertThat(slot.endpoint()).isEqualTo(pin == null ? slot.endpoint() : pin);
      }
      case Placement.Overflow(var target, var reason, _, _) -> {
        assertThat(reason == PlacementReason.PINNED).isEqualTo(pin != null);
        assertThat(target).isEqualTo(pin == null ? target : pin);
        assertThat(request.terms().overflowAllowed()).isTrue();
      }
      case Placement.Reject(var reason, _) -> {
        if (pin == null) {
          assertThat(reason).isNotIn(RejectReason.PINNED_AWAY, RejectReason.PINNED_GONE);
        } else {
          assertThat(reason).isNotEqualTo(RejectReason.NO_CAPACITY);
        }
      }
      case Placement.Queue _ -> {}
    }
  }

  private static int take(Placement placement, List<Slot> slots, Set<Ticket> tickets) {
    return switch (placement) {
      case Placement.Dispatch(var slot, _, _, _) -> {
        slots.add(slot);
        yield 0;
      }
      case Placement.Queue(var ticket, _, _, _) -> {
        tickets.add(ticket);
        yield 0;
      }
      case Placement.Overflow _, Placement.Reject _ -> 1;
    };
  }

  private static RoutingRequest request(Random random, long now) {
    Set<EndpointId> tried =
        random.nextInt(4) == 0 ? Set.of(new EndpointId("p" + random.nextInt(4))) : Set.of();
    Session session = random.nextBoolean() ? new Session(random.nextInt(8), false) : null;
    var terms = new Terms("t", Priority.DEFAULT, random.nextBoolean(), now, now + 800 * MILLI);
    return new RoutingRequest(session, Prompt.UNKNOWN, terms, tried, pin(random));
  }

  private static @Nullable EndpointId pin(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> new EndpointId("p" + random.nextInt(4));
      case 2 -> new EndpointId("t");
      default -> null;
    };
  }

  private static List<TargetView> targets(Random random) {
    return random.nextBoolean()
        ? List.of()
        : List.of(new TargetView(new EndpointId("t"), random.nextInt(3), random.nextDouble() * 4));
  }

  private static List<EndpointView> fleet(Random random) {
    var views = new ArrayList<EndpointView>();
    for (int i = 0; i < 4; i++) {
      if (random.nextInt(3) > 0) {
        boolean admits = random.nextInt(3) > 0;
        views.add(
            new EndpointView(
                new EndpointId("p" + i),
                "p" + i,
                admits,
                !admits && random.nextBoolean(),
                0.1 + 0.9 * random.nextDouble()));
      }
    }
    return views;
  }
}
