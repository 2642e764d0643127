package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
  private final RecentDecisions recent = new RecentDecisions(3, InstantSource.fixed(Instant.EPOCH));

  @Test
  void keepsTheNewestFirstAndLetsTheOldestGo() {
    for (int i = 1; i <= 5; i++) {
      recent.add(Outcomes.of("req-" + i, "qwen"));
    }

    assertThat(ids(RecentDecisions.Query.ALL)).containsExactly("req-5", "req-4", "req-3");
  }

  @Test
  void findsByModelByRequestAndUpToALimit() {
    recent.add(Outcomes.of("a", "qwen"));
    recent.add(Outcomes.of("b", "llama"));
    recent.add(Outcomes.of("c", "qwen"));

    assertThat(ids(new RecentDecisions.Query("qwen", null, 10))).containsExactly("c", "a");
    assertThat(ids(new RecentDecisions.Query(null, "b", 10))).containsExactly("b");
    assertThat(ids(new RecentDecisions.Query("qwen", "b", 10))).isEmpty();
    assertThat(ids(new RecentDecisions.Query(null, null, 1))).containsExactly("c");
  }

  @Test
  void writesWhatTheLogWrites() throws IOException {
    recent.add(Outcomes.COMPLETE);

    var json = new ObjectMapper().readTree(recent.json(RecentDecisions.Query.ALL));

    var entry = json.path("decisions").path(0);
    assertThat(entry.path("time").asText()).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(entry.path("requestId").asText()).isEqualTo("req-1");
    assertThat(entry.path("reason").asText()).isEqualTo("home");
  }

  private List<String> ids(RecentDecisions.Query query) {
    return recent.find(query).stream().map(entry -> entry.outcome().request().id()).toList();
  }
}
