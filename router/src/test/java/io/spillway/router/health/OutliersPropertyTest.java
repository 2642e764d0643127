package io.spillway.router.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutliersPropertyTest {
  private static final long MILLI = 1_000_000L;
  private static final int STEPS = 600;
  private static final int PODS = 8;
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());

  private final Outliers outliers = new Outliers(HealthConfig.DEFAULTS);
  private final OutliersOracle oracle = new OutliersOracle();
  private final Set<Integer> pods = new TreeSet<>();
  private final List<Both> underWay = new ArrayList<>();
  private Random random = new Random(0);
  private double[] failing = {};
  private long now;

  /** A request under way in both. */
  private record Both(long pass, OutliersOracle.Request request) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void agreesWithAnObviousOracleOnEveryPodAtEveryStep(long seed) {
    random = new Random(seed);
    failing = random.doubles(PODS, -0.6, 1).toArray();
    now = random.nextLong(-1L << 40, 1L << 40);
    for (int step = 0; step < STEPS; step++) {
      now += random.nextInt(random.nextInt(20) == 0 ? 20_000 : 200) * MILLI;
      comeAndGo(random.nextInt(PODS));
      begin(random.nextInt(PODS));
      for (int i = 0; i < 2 && !underWay.isEmpty(); i++) {
        goOn(random.nextInt(underWay.size()));
      }
      assertAgreed();
    }
  }

  private void comeAndGo(int pod) {
    if (!pods.contains(pod) && (pods.size() < 2 || random.nextInt(4) == 0)) {
      outliers.joined(pod);
      oracle.joined(pod);
      pods.add(pod);
    } else if (pods.contains(pod) && random.nextInt(50) == 0) {
      outliers.left(pod, now);
      oracle.left(pod, now);
      pods.remove(pod);
    }
  }

  private void begin(int pod) {
    if (pods.contains(pod) && oracle.takes(pod, now)) {
      underWay.add(new Both(outliers.began(pod, now), oracle.began(pod, now)));
    }
  }

  /** Lets one of the requests under way produce something, or end. */
  private void goOn(int index) {
    Both both = underWay.get(index);
    if (random.nextInt(3) == 0) {
      outliers.produced(both.pass(), now);
      oracle.produced(both.request(), now);
      return;
    }
    underWay.remove(index);
    Verdict verdict = verdict(both.request().pod);
    int asked = random.nextInt(3) == 0 ? random.nextInt(20) : 0;
    outliers.ended(both.pass(), verdict, asked, now);
    oracle.ended(both.request(), verdict, asked, now);
  }

  private Verdict verdict(int pod) {
    if (random.nextInt(4) == 0) {
      return VERDICTS.get(random.nextInt(VERDICTS.size()));
    }
    return random.nextDouble() < failing[pod] ? Verdict.FAILURE : Verdict.SUCCESS;
  }

  private void assertAgreed() {
    outliers.assertValid();
    assertThat(outliers.ejected()).isEqualTo(oracle.ejected());
    long next = outliers.nextChangeNanos(now);
    assertThat(next).isGreaterThan(now);
    for (int pod : pods) {
      boolean takes = outliers.takes(pod, now);
      assertThat(takes).as("pod %s", pod).isEqualTo(oracle.takes(pod, now));
      assertThat(takes || !outliers.takes(pod, next - 1)).as("pod %s waits", pod).isTrue();
    }
  }
}
