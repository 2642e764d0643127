package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random prompts, sessions, reports and endings; what must hold for each placement holds. */
final class PlacementPropertyTest {
  private static final long MILLI = 1_000_000L;
  private static final int BLOCK = 64;
  private static final int SLOTS = 16;
  private static final double OBJECTIVE_SECONDS = 2;

  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, Integer> inFlight = new HashMap<>();

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void keepsTheLoadBoundUnlessThatCostsMoreThanTheObjective(long seed) {
    var random = new Random(seed);
    Pool pool = pool(seed, 2 + random.nextInt(5));
    long now = 0;
    for (int step = 0; step < 150; step++) {
      now += random.nextInt(50) * MILLI;
      if (random.nextInt(3) > 0) {
        placed(pool.place(request(random, now), List.of(), now));
      } else if (!slots.isEmpty()) {
        end(pool, slots.remove(random.nextInt(slots.size())), random, now);
      }
      for (Resumption resumption : pool.reconsider(List.of(), now)) {
        placed(resumption.placement());
      }
      pool.assertValid(now);
    }
  }

  private void placed(Placement placement) {
    if (!(placement instanceof Placement.Dispatch placed)) {
      return;
    }
    String chosen = placed.slot().endpoint().name();
    int total = inFlight.values().stream().mapToInt(Integer::intValue).sum() + 1;
    int pods = placed.explanation().candidates().size();
    double bound = Math.max(Math.ceil(1.25 * total / pods), SLOTS / 2.0);
    int after = inFlight.merge(chosen, 1, Integer::sum);
    slots.add(placed.slot());
    if (after <= bound) {
      return;
    }
    var open =
        placed.explanation().candidates().stream()
            .filter(candidate -> candidate.standing() == Standing.OPEN)
            .mapToDouble(Explanation.Candidate::score)
            .min();
    var own =
        placed.explanation().candidates().stream()
            .filter(candidate -> candidate.endpoint().equals(placed.slot().endpoint()))
            .findFirst()
            .orElseThrow();
    assertThat(open.isEmpty() || own.score() + OBJECTIVE_SECONDS < open.getAsDouble())
        .as("%d on %s, bound %s: %s", after, chosen, bound, placed.explanation())
        .isTrue();
  }

  private void end(Pool pool, Slot slot, Random random, long now) {
    inFlight.merge(slot.endpoint().name(), -1, Integer::sum);
    if (random.nextBoolean()) {
      pool.firstToken(slot, now);
    }
    Verdict verdict = random.nextInt(20) == 0 ? Verdict.UNKNOWN : Verdict.SUCCESS;
    int prompt = random.nextInt(5_000);
    pool.release(slot, new SlotEnd(verdict, 0, prompt, random.nextInt(prompt + 1), 100), now);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void neitherReportsNorPromptsNorEndingsLoseASlotOrATicket(long seed) {
    var random = new Random(seed);
    Pool pool = pool(seed, 3);
    var tickets = new ArrayList<Ticket>();
    long now = 0;
    for (int step = 0; step < 120; step++) {
      now += random.nextInt(400) * MILLI;
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> take(pool.place(request(random, now), List.of(), now), tickets);
        case 3, 4 -> {
          if (!slots.isEmpty()) {
            Slot slot = slots.remove(random.nextInt(slots.size()));
            pool.release(slot, ending(random), now);
          }
        }
        case 5 -> {
          if (!slots.isEmpty()) {
            pool.firstToken(slots.get(random.nextInt(slots.size())), now);
          }
        }
        case 6 -> pool.reported(new EndpointId("p" + random.nextInt(4)), load(random), now);
        default -> pool.fleet(fleet(random, 3), now);
      }
      for (Resumption resumption : pool.reconsider(List.of(), now)) {
        assertThat(tickets.remove(resumption.ticket())).isTrue();
        take(resumption.placement(), tickets);
      }
      pool.assertValid(now);
      PoolSnapshot snapshot = pool.snapshot(now);
      assertThat(snapshot.inFlight()).isEqualTo(slots.size());
      assertThat(snapshot.waiting()).isEqualTo(tickets.size());
      for (PoolSnapshot.Endpoint pod : snapshot.endpoints()) {
        assertThat(pod.inFlight()).isNotNegative();
        assertThat(pod.load().promptTokens()).isGreaterThanOrEqualTo(-1e-6);
        assertThat(pod.load().outputTokens()).isGreaterThanOrEqualTo(-1e-6);
        assertThat(pod.load().cacheTrust()).isBetween(0.0, 1.0);
      }
    }
    for (Slot slot : slots) {
      pool.release(slot, SlotEnd.INCOMPLETE, now);
    }
    assertThat(pool.snapshot(now).endpoints())
        .allSatisfy(pod -> {
          assertThat(pod.inFlight()).isZero();
          assertThat(pod.load().promptTokens()).isZero();
          assertThat(pod.load().outputTokens()).isZero();
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void aRemovedPodMovesOnlyItsSessions(long seed) {
    var random = new Random(seed);
    int pods = 3 + random.nextInt(5);
    Pool pool = pool(seed, pods);
    var before = new HashMap<Long, String>();
    long now = 0;
    for (int i = 0; i < 100; i++) {
      before.put(random.nextLong(), "");
    }
    before.replaceAll((session, _) -> visit(pool, session, now));
    String gone = "p" + random.nextInt(pods);
    pool.fleet(
        names(pods).stream().filter(name -> !name.equals(gone)).map(EndpointView::serving).toList(),
        now);

    before.forEach((session, place) -> {
      String after = visit(pool, session, now);
      if (place.equals(gone)) {
        assertThat(after).isNotEqualTo(gone);
      } else {
        assertThat(after).isEqualTo(place);
      }
    });
  }

  private static String visit(Pool pool, long session, long now) {
    var placed = (Placement.Dispatch) pool.place(Requests.of(session), List.of(), now);
    pool.release(placed.slot(), SlotEnd.COMPLETED, now);
    return placed.slot().endpoint().name();
  }

  private void take(Placement placement, List<Ticket> tickets) {
    switch (placement) {
      case Placement.Dispatch dispatch -> slots.add(dispatch.slot());
      case Placement.Queue queue -> tickets.add(queue.ticket());
      case Placement.Overflow _ -> throw new AssertionError("no target was offered");
      case Placement.Reject _ -> {}
    }
  }

  private static RoutingRequest request(Random random, long now) {
    int key = random.nextInt(12);
    Session session = random.nextInt(4) == 0 ? null : new Session(key, key == 0);
    int text = random.nextInt(6);
    int tokens = random.nextInt(8) == 0 ? random.nextInt(100_000) : random.nextInt(3_000);
    var hashes = new long[Math.min(200, tokens / BLOCK)];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = KeyedHash.mix(text + 1, i + 1);
    }
    Priority priority = any(random, List.of(Priority.values()));
    var terms =
        new Terms(
            "t" + random.nextInt(3),
            priority,
            false,
            now,
            now + (1L + random.nextInt(20)) * 1_000 * MILLI);
    var prompt =
        new Prompt(
            tokens,
            random.nextInt(2) * random.nextInt(500),
            new PrefixChain(hashes, BLOCK),
            adapter(random),
            random.nextBoolean());
    return new RoutingRequest(session, prompt, terms);
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static @Nullable String adapter(Random random) {
    return random.nextInt(8) == 0 ? "x" : null;
  }

  private static SlotEnd ending(Random random) {
    int prompt = random.nextInt(5_000) - 1;
    return new SlotEnd(
        any(random, List.of(Verdict.values())),
        random.nextInt(5),
        prompt,
        random.nextInt(5_000) - 1,
        random.nextInt(500) - 1);
  }

  private static EngineLoad load(Random random) {
    return random.nextInt(3) == 0
        ? EngineLoad.UNKNOWN
        : new EngineLoad(
            random.nextInt(20),
            random.nextInt(5),
            random.nextInt(100_000),
            random.nextInt(200_000),
            random.nextInt(50_000),
            random.nextBoolean() ? null : Set.of("x"));
  }

  private static List<EndpointView> fleet(Random random, int pods) {
    var views = new ArrayList<EndpointView>();
    for (String name : names(pods)) {
      if (random.nextInt(4) > 0) {
        boolean admits = random.nextInt(4) > 0;
        views.add(
            new EndpointView(
                new EndpointId(name),
                name,
                admits,
                !admits && random.nextBoolean(),
                0.1 + 0.9 * random.nextDouble(),
                random.nextInt(2),
                random.nextBoolean() ? null : Set.of("x")));
      }
    }
    return views;
  }

  private static List<String> names(int pods) {
    var names = new ArrayList<String>();
    for (int i = 0; i < pods; i++) {
      names.add("p" + i);
    }
    return names;
  }

  private static Pool pool(long seed, int pods) {
    var config =
        new PoolConfig(
            SLOTS,
            20,
            Duration.ofMillis((long) (OBJECTIVE_SECONDS * 1_000)),
            0,
            PoolConfig.SESSION_TTL,
            BLOCK,
            true);
    var pool = new Pool(config, KeyedHash.of(seed, 3));
    pool.fleet(names(pods).stream().map(EndpointView::serving).toList(), 0);
    return pool;
  }
}
