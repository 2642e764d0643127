package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.ConfigReader;
import io.spillway.gateway.config.ConfigResult;
import io.spillway.gateway.config.ModelConfig;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.KeyedHash;
import io.spillway.router.PlacementReason;
import io.spillway.router.Priority;
import io.spillway.router.Prompt;
import io.spillway.router.RejectReason;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Session;
import io.spillway.router.Slot;
import io.spillway.router.SlotEnd;
import io.spillway.router.Terms;
import io.spillway.router.Ticker;
import io.spillway.router.health.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelRuntimeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String TARGETS =
      ", overflow: [ { name: t0, type: openai, url: 'http://t:1', concurrency: 1 },"
          + " { name: t1, type: openai, url: 'http://t:2', concurrency: 2 } ]";

  private final List<Decision> told = new ArrayList<>();
  private final List<Long> wakes = new ArrayList<>();
  private final List<Runnable> woken = new ArrayList<>();
  private long now = SECOND;

  @Test
  void tellsRequestsThatWaitInTheirOrder() {
    var model = model("", 1);
    var first = (Decision.OnPod) model.place(request(false), told::add);
    for (int i = 0; i < 3; i++) {
      assertThat(model.place(request(false), told::add)).isInstanceOf(Decision.Waits.class);
    }

    model.release(first.slot(), SlotEnd.COMPLETED);

    assertThat(told).hasSize(1).first().isInstanceOf(Decision.OnPod.class);
    assertThat(model.snapshot().pool().waiting()).isEqualTo(2);
    assertThat(model.snapshot().pool().inFlight()).isEqualTo(1);
  }

  @Test
  void aCancelledRequestIsNotTold() {
    var model = model("", 1);
    var first = (Decision.OnPod) model.place(request(false), told::add);
    var waits = (Decision.Waits) model.place(request(false), told::add);

    assertThat(model.cancel(waits.ticket())).isTrue();
    assertThat(model.cancel(waits.ticket())).isFalse();
    model.release(first.slot(), SlotEnd.COMPLETED);

    assertThat(told).isEmpty();
    assertThat(model.snapshot().pool().inFlight()).isZero();
  }

  @Test
  void asksOnlyBulkRequestsThatHaveNoTokenForTheirSlots() {
    var model = model("", 1);
    var asked = new ArrayList<Slot>();
    var begun = (Decision.OnPod) model.place(bulk(), asking(asked));
    model.firstToken(begun.slot());
    model.preempt(begun.slot());
    model.release(begun.slot(), SlotEnd.COMPLETED);
    assertThat(asked).isEmpty();

    var silent = (Decision.OnPod) model.place(bulk(), asking(asked));
    model.place(bulk(), asking(asked));
    model.preempt(silent.slot());
    model.preempt(silent.slot());
    assertThat(asked).containsExactly(silent.slot());

    model.release(silent.slot(), SlotEnd.INCOMPLETE);
    assertThat(told).hasSize(1);
    Slot resumed = ((Decision.OnPod) told.getFirst()).slot();
    assertThat(model.preemptible()).containsExactly(resumed);
    model.release(resumed, SlotEnd.INCOMPLETE);
    assertThat(model.preemptible()).isEmpty();
  }

  @Test
  void asksAnotherWhereTheLastWouldNotGiveItsSlot() {
    var model = model("", 1);
    model.configure(config(", queue: { max: 10, preempt: true }", 2));
    var asked = new ArrayList<Slot>();
    var yields = (Decision.OnPod) model.place(bulk(), asking(asked));
    model.place(bulk(), told::add);
    assertThat(model.preemptible()).containsExactly(yields.slot());

    model.place(urgent(), told::add);
    assertThat(asked).containsExactly(yields.slot());
    model.place(urgent(), told::add);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTrialThatEndsWithATokenLetsThoseInThatWait() {
    var model = onTrial();
    var trial = (Decision.OnPod) model.place(request(false), told::add);
    assertThat(model.place(request(false), told::add)).isInstanceOf(Decision.Waits.class);

    model.firstToken(trial.slot());

    assertThat(told).hasSize(1).first().isInstanceOf(Decision.OnPod.class);
  }

  @Test
  void aTrialThatGoesOnInTheBackgroundLetsThoseInThatWait() {
    var model = onTrial();
    var trial = (Decision.OnPod) model.place(request(false), told::add);
    assertThat(model.place(request(false), told::add)).isInstanceOf(Decision.Waits.class);

    model.accepted(trial.slot());

    assertThat(told).hasSize(1).first().isInstanceOf(Decision.OnPod.class);
  }

  /** A model whose only pod has two slots, was full and takes one request to see whether it is. */
  private ModelRuntime onTrial() {
    var model = model("", 1);
    model.configure(config(", queue: { max: 10 }", 2));
    var refused = (Decision.OnPod) model.place(request(false), told::add);
    model.release(refused.slot(), new SlotEnd(Verdict.REFUSED, 1, -1, -1, -1));
    now += SECOND;
    return model;
  }

  private RoutingRequest urgent() {
    return request(new Terms("t", Priority.INTERACTIVE, false, now, now + 30 * SECOND));
  }

  private RoutingRequest bulk() {
    return request(new Terms("t", Priority.BULK, false, now, now + 30 * SECOND));
  }

  private Waiter asking(List<Slot> asked) {
    return new Waiter() {
      @Override
      public void resumed(Decision decision) {
        told.add(decision);
      }

      @Override
      public boolean yields() {
        return true;
      }

      @Override
      public void preempted(Slot slot) {
        asked.add(slot);
      }
    };
  }

  @Test
  void aTargetsPlaceIsTakenWithTheDecision() {
    var model = model(TARGETS, 0);

    var places = new ArrayList<Decision>();
    for (int i = 0; i < 4; i++) {
      places.add(model.place(request(true), told::add));
    }

    assertThat(places.subList(0, 3))
        .extracting(place -> ((Decision.OnTarget) place).target().id().name())
        .containsExactly("t0", "t1", "t1");
    assertThat(places.get(3)).isEqualTo(new Decision.Refused(RejectReason.NO_CAPACITY, 10));
    assertThat(model.snapshot().spilled()).isEqualTo(3);
  }

  @Test
  void aPlaceThatATargetGetsBackGoesToOneWaitingRequest() {
    var model = model(TARGETS, 1);
    assertThat(model.place(request(true), told::add)).isInstanceOf(Decision.OnPod.class);
    var spilled = (Decision.OnTarget) model.place(request(true), told::add);
    for (int i = 0; i < 4; i++) {
      model.place(request(true), told::add);
    }
    assertThat(model.snapshot().pool().waiting()).isEqualTo(2);

    model.release(spilled.target(), spilled.slot());
    model.reconsider();

    assertThat(told).hasSize(1).first().isInstanceOf(Decision.OnTarget.class);
    assertThat(model.snapshot().spilled()).isEqualTo(3);
    assertThat(model.snapshot().pool().waiting()).isEqualTo(1);
  }

  @Test
  void aTargetThatRefusedIsNotChosenWhileItCoolsDown() {
    var model = model(TARGETS, 0);
    var refused = (Decision.OnTarget) model.place(request(true), told::add);
    model.refused(refused.target(), 5);
    model.release(refused.target(), refused.slot());

    assertThat(((Decision.OnTarget) model.place(request(true), told::add)).target().id().name())
        .isEqualTo("t1");
    now += 6 * SECOND;
    var later = (Decision.OnTarget) model.place(request(true), told::add);
    assertThat(later.target().id().name()).isEqualTo("t0");
    assertThat(later.reason()).isEqualTo(PlacementReason.NOTHING_READY);
  }

  @Test
  void wakesForTheEndOfAWait() {
    var model = model("", 1);
    model.place(request(false), told::add);
    var request = request(new Terms("t", Priority.DEFAULT, false, now, now + SECOND / 20));
    model.place(request, told::add);
    assertThat(wakes).contains(SECOND / 20);

    now += SECOND / 20;
    woken.forEach(Runnable::run);

    assertThat(told).hasSize(1).first().isInstanceOf(Decision.Refused.class);
  }

  @Test
  void aTargetKeepsItsCountsOverAReloadThatDoesNotTouchIt() {
    var model = model(TARGETS, 0);
    var place = (Decision.OnTarget) model.place(request(true), told::add);

    model.configure(config(TARGETS.replace("concurrency: 2", "concurrency: 7")));

    assertThat(model.snapshot().targets()).extracting(TargetSnapshot::inFlight).contains(1);
    model.release(place.target(), place.slot());
    assertThat(model.snapshot().spilled()).isZero();
    assertThat(model.snapshot().targets()).extracting(TargetSnapshot::concurrency).contains(7);
  }

  @Test
  void countsHoldUnderEightThreads() throws Exception {
    var timer = Executors.newSingleThreadScheduledExecutor();
    var model =
        new ModelRuntime(
            config(TARGETS),
            hash(),
            Ticker.system(),
            (nanos, wake) -> {
              var _ = timer.schedule(wake, nanos, TimeUnit.NANOSECONDS);
            });
    model.fleet(List.of(EndpointView.serving("a"), EndpointView.serving("b")), Map.of());
    var over = new CountDownLatch(8 * 2000);
    var failures = new AtomicReference<Throwable>();
    for (int i = 0; i < 8; i++) {
      var random = new SplittableRandom(i);
      Thread.ofPlatform()
          .start(() -> {
            try {
              for (int j = 0; j < 2000; j++) {
                new Guest(model, over, failures).come(random);
                if (random.nextInt(50) == 0) {
                  boolean both = random.nextBoolean();
                  model.fleet(
                      both
                          ? List.of(EndpointView.serving("a"), EndpointView.serving("b"))
                          : List.of(EndpointView.serving("a")),
                      Map.of());
                }
                assertWithinBounds(model.snapshot());
              }
            } catch (Throwable e) {
              failures.compareAndSet(null, e);
            }
          });
    }

    assertThat(over.await(40, TimeUnit.SECONDS)).as("all ended; " + failures.get()).isTrue();
    timer.shutdownNow();
    assertThat(failures.get()).isNull();
    var snapshot = model.snapshot();
    assertThat(snapshot.pool().inFlight()).isZero();
    assertThat(snapshot.pool().waiting()).isZero();
    assertThat(snapshot.spilled()).isZero();
  }

  private static void assertWithinBounds(ModelSnapshot snapshot) {
    for (var pod : snapshot.pool().endpoints()) {
      assertThat(pod.inFlight()).isBetween(0, 2);
    }
    for (var target : snapshot.targets()) {
      assertThat(target.inFlight()).isBetween(0, target.concurrency());
    }
  }

  /** A request that comes, perhaps waits, perhaps leaves, and gives back what it got. */
  private static final class Guest implements Waiter {
    private final ModelRuntime model;
    private final CountDownLatch over;
    private final AtomicReference<Throwable> failures;
    private final AtomicInteger ends = new AtomicInteger();

    Guest(ModelRuntime model, CountDownLatch over, AtomicReference<Throwable> failures) {
      this.model = model;
      this.over = over;
      this.failures = failures;
    }

    void come(SplittableRandom random) {
      long now = System.nanoTime();
      var request =
          new RoutingRequest(
              random.nextBoolean() ? new Session(random.nextLong(8), false) : null,
              Prompt.UNKNOWN,
              new Terms(
                  "t",
                  Priority.DEFAULT,
                  random.nextBoolean(),
                  now - random.nextLong(4) * SECOND,
                  now + random.nextLong(20) * 1_000_000));
      Decision decision = model.place(request, this);
      if (!(decision instanceof Decision.Waits waits)) {
        end(decision);
      } else if (random.nextInt(3) == 0 && model.cancel(waits.ticket())) {
        end(decision);
      }
    }

    @Override
    public void resumed(Decision decision) {
      if (decision instanceof Decision.Waits) {
        failures.compareAndSet(null, new AssertionError("told to wait"));
      }
      end(decision);
    }

    private void end(Decision decision) {
      if (ends.incrementAndGet() > 1) {
        failures.compareAndSet(null, new AssertionError("ended twice"));
      }
      switch (decision) {
        case Decision.OnPod pod -> model.release(pod.slot(), SlotEnd.COMPLETED);
        case Decision.OnTarget target -> model.release(target.target(), target.slot());
        case Decision.Waits _, Decision.Refused _ -> {}
      }
      over.countDown();
    }
  }

  private void after(long nanos, Runnable wake) {
    wakes.add(nanos);
    woken.add(wake);
  }

  private ModelRuntime model(String keys, int pods) {
    var model = new ModelRuntime(config(keys), hash(), () -> now, this::after);
    var views = new ArrayList<EndpointView>();
    var addresses = new java.util.HashMap<EndpointId, Address>();
    for (int i = 0; i < pods; i++) {
      views.add(EndpointView.serving("pod-" + i));
    }
    model.fleet(views, addresses);
    if (pods > 0) {
      model.configure(config(keys + ", queue: { max: 10 }", 1));
    }
    return model;
  }

  private RoutingRequest request(boolean spills) {
    return request(new Terms("t", Priority.DEFAULT, spills, now, now + 30 * SECOND));
  }

  private static RoutingRequest request(Terms terms) {
    return new RoutingRequest(null, Prompt.UNKNOWN, terms);
  }

  private static KeyedHash hash() {
    return KeyedHash.from(new byte[32], "placement");
  }

  private static ModelConfig config(String keys) {
    return config(keys, 2);
  }

  private static ModelConfig config(String keys, int slots) {
    String yaml =
        "models: [ { name: m, selfHosted: { endpoints: [ 'http://h:1' ], concurrencyPerPod: "
            + slots
            + " }"
            + keys
            + " } ]";
    return switch (new ConfigReader(Map.of(), path -> "").read(yaml)) {
      case ConfigResult.Valid valid -> valid.config().models().getFirst();
      case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
