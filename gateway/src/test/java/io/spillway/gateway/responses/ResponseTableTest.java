package io.spillway.gateway.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ResponseTableTest {
  private static final ResponsePlace A = new ResponsePlace("pod-a", "m");
  private static final ResponsePlace B = new ResponsePlace("pod-b", "m");
  private static final long SECOND = 1_000_000_000L;

  private final ResponseTable table =
      new ResponseTable(new ResponseTable.Limits(2, Duration.ofSeconds(10)));

  @Test
  void findsOnlyWhatTheTenantItselfMade() {
    table.put("one", "resp_1", A, 0);

    assertThat(table.find("one", "resp_1", 0)).isEqualTo(A);
    assertThat(table.find("other", "resp_1", 0)).isNull();
    assertThat(table.find("one", "resp_2", 0)).isNull();
  }

  @Test
  void keepsTheSameIdOfTwoTenantsApart() {
    table.put("one", "resp_1", A, 0);
    table.put("other", "resp_1", B, 0);
    table.forget("other", "resp_1");

    assertThat(table.find("one", "resp_1", 0)).isEqualTo(A);
    assertThat(table.find("other", "resp_1", 0)).isNull();
  }

  @Test
  void forgetsTheOneUsedLongestAgoWhenFull() {
    table.put("t", "1", A, 0);
    table.put("t", "2", A, 1);
    table.find("t", "1", 2);
    table.put("t", "3", A, 3);

    assertThat(table.find("t", "1", 4)).isEqualTo(A);
    assertThat(table.find("t", "2", 4)).isNull();
    assertThat(table.find("t", "3", 4)).isEqualTo(A);
  }

  @Test
  void forgetsWhatWasNotUsedForItsTimeToLive() {
    table.put("t", "1", A, 0);

    assertThat(table.find("t", "1", 9 * SECOND)).isEqualTo(A);
    assertThat(table.find("t", "1", 18 * SECOND)).isEqualTo(A);
    assertThat(table.find("t", "1", 28 * SECOND)).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void keepsNoAbsurdIds() {
    table.put("t", "", A, 0);
    table.put("t", "x".repeat(ResponseTable.ID_CHARS_MAX + 1), A, 0);

    assertThat(table.size()).isZero();
  }

  @Test
  void letsNoTenantPushOutOneThatHasLess() {
    var shared = new ResponseTable(new ResponseTable.Limits(10, Duration.ofSeconds(10)));
    shared.put("small", "1", A, 0);
    shared.put("small", "2", A, 0);
    for (int i = 0; i < 1000; i++) {
      shared.put("greedy", "g" + i, B, 1 + i);
    }

    assertThat(shared.find("small", "1", 2000)).isEqualTo(A);
    assertThat(shared.find("small", "2", 2000)).isEqualTo(A);
    assertThat(shared.find("greedy", "g992", 2000)).isEqualTo(B);
    assertThat(shared.find("greedy", "g991", 2000)).isNull();
    assertThat(shared.size()).isEqualTo(10);
  }

  @Test
  void makesRoomForANewTenantAtTheCostOfTheOneThatHasMost() {
    var shared = new ResponseTable(new ResponseTable.Limits(3, Duration.ofSeconds(10)));
    shared.put("one", "1", A, 0);
    shared.put("two", "1", A, 1);
    shared.put("two", "2", A, 2);

    shared.put("three", "1", B, 3);

    assertThat(shared.find("one", "1", 4)).isEqualTo(A);
    assertThat(shared.find("two", "1", 4)).isNull();
    assertThat(shared.find("two", "2", 4)).isEqualTo(A);
    assertThat(shared.find("three", "1", 4)).isEqualTo(B);
  }

  @Test
  void keepsNothingForTenantsWithoutResponses() {
    table.put("t", "1", A, 0);
    table.find("t", "1", 20 * SECOND);
    table.find("stranger", "1", 20 * SECOND);
    table.forget("stranger", "1");
    table.put("u", "1", A, 20 * SECOND);
    table.forget("u", "1");

    assertThat(table.size()).isZero();
    table.assertValid();
  }

  @Test
  void refusesLimitsThatBoundNothing() {
    assertThatThrownBy(() -> new ResponseTable.Limits(0, Duration.ofSeconds(1)))
        .hasMessageContaining("responsesMax");
    assertThatThrownBy(() -> new ResponseTable.Limits(1, Duration.ZERO))
        .hasMessageContaining("timeToLive");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void agreesWithAListThatIsSearched(long seed) {
    var random = new Random(seed);
    int max = 1 + random.nextInt(6);
    int timeToLive = 1 + random.nextInt(40);
    var walked = new ResponseTable(new ResponseTable.Limits(max, Duration.ofNanos(timeToLive)));
    var oracle = new Oracle(max, timeToLive);
    long now = random.nextLong();
    for (int step = 0; step < 400; step++) {
      now += 1 + random.nextInt(6);
      String tenant = "t" + random.nextInt(3);
      String id = "r" + random.nextInt(5);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          var place = new ResponsePlace("pod" + random.nextInt(3), "m");
          walked.put(tenant, id, place, now);
          oracle.put(tenant, id, place, now);
        }
        case 2 -> {
          walked.forget(tenant, id);
          oracle.rows.removeIf(row -> row.is(tenant, id));
        }
        default -> assertThat(walked.find(tenant, id, now)).isEqualTo(oracle.find(tenant, id, now));
      }
      assertThat(walked.size()).isEqualTo(oracle.rows.size()).isLessThanOrEqualTo(max);
      walked.assertValid();
    }
  }

  /** The same table as a list in the order of use. */
  private static final class Oracle {
    private record Row(String tenant, String id, ResponsePlace place, long usedNanos) {
      boolean is(String tenant, String id) {
        return this.tenant.equals(tenant) && this.id.equals(id);
      }
    }

    private final int max;
    private final long timeToLive;
    private final List<Row> rows = new ArrayList<>();

    Oracle(int max, long timeToLive) {
      this.max = max;
      this.timeToLive = timeToLive;
    }

    void put(String tenant, String id, ResponsePlace place, long now) {
      expire(tenant, now);
      rows.removeIf(row -> row.is(tenant, id));
      rows.add(new Row(tenant, id, place, now));
      if (rows.size() > max) {
        long most = rows.stream().mapToLong(this::sameTenant).max().orElseThrow();
        rows.remove(rows.stream().filter(row -> sameTenant(row) == most).findFirst().orElseThrow());
      }
    }

    private long sameTenant(Row row) {
      return rows.stream().filter(other -> other.tenant().equals(row.tenant())).count();
    }

    private void expire(String tenant, long now) {
      rows.removeIf(row -> row.tenant().equals(tenant) && now - row.usedNanos() >= timeToLive);
    }

    @Nullable ResponsePlace find(String tenant, String id, long now) {
      expire(tenant, now);
      for (Row row : List.copyOf(rows)) {
        if (row.is(tenant, id)) {
          put(tenant, id, row.place(), now);
          return row.place();
        }
      }
      return null;
    }
  }
}
