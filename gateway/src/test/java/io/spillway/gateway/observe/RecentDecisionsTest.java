package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

  @Test
  void tellsWhatWasExpectedWhatCameAndWhatWasCompared() throws IOException {
    recent.add(Outcomes.compared());

    var entry = entry();

    assertThat(entry.path("estimateMs").asDouble()).isEqualTo(200);
    assertThat(entry.path("actualMs").asDouble()).isEqualTo(240);
    assertThat(entry.path("believedCachedTokens").asInt()).isEqualTo(96);
    assertThat(entry.path("cachedTokens").asInt()).isEqualTo(64);
    assertThat(entry.path("queuePosition").asInt()).isEqualTo(3);
    assertThat(entry.path("why").asText())
        .startsWith("pod-0: 0.20 s expected, 96 of 100 prompt tokens cached, 12 ahead; next best");
    assertThat(entry.path("candidates"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [ {"endpoint": "pod-0", "standing": "open", "estimateMs": 200.0, "waitMs": 0.0,
                        "aheadTokens": 12, "cachedTokens": 96, "score": 0.2},
                      {"endpoint": "pod-1", "standing": "full", "estimateMs": 750.0,
                        "waitMs": 500.0, "aheadTokens": 0, "cachedTokens": 0, "score": 0.812},
                      {"endpoint": "pod-2", "standing": "away"} ]
                    """));
  }

  @Test
  void believesNothingOfATargetsCache() throws IOException {
    recent.add(Outcomes.spilled());

    var entry = entry();

    assertThat(entry.path("estimateMs").asDouble()).isEqualTo(200);
    assertThat(entry.has("believedCachedTokens")).isFalse();
    assertThat(entry.has("queuePosition")).isFalse();
    assertThat(entry.path("why").asText()).startsWith("hosted: 0.20 s expected; best of the pods");
    assertThat(entry.path("candidates")).hasSize(3);
  }

  @Test
  void expectsNothingOfWhatWasNeverPlaced() throws IOException {
    recent.add(Outcomes.refused());

    var entry = entry();

    assertThat(entry.path("requestId").asText()).isEqualTo("req-2");
    assertThat(entry.fieldNames())
        .toIterable()
        .doesNotContain("estimateMs", "actualMs", "believedCachedTokens", "why");
    assertThat(entry.path("candidates")).isEmpty();
  }

  private JsonNode entry() throws IOException {
    return new ObjectMapper()
        .readTree(recent.json(RecentDecisions.Query.ALL))
        .path("decisions")
        .path(0);
  }

  private List<String> ids(RecentDecisions.Query query) {
    return recent.find(query).stream().map(entry -> entry.outcome().request().id()).toList();
  }
}
