package io.spillway.gateway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.router.EndpointId;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.Priority;
import io.spillway.router.health.Health;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode json = MAPPER.createObjectNode();

  @Test
  void tellsWhoWaitsByClassAndWhatIsRemembered() throws Exception {
    PoolJson.write(json, pool(3, 12_000_000_000L), 5_000_000_000L);

    assertShown(
        """
        {"queue": [ {"priority": "interactive", "waiting": 3, "tenants": 2},
                    {"priority": "bulk", "waiting": 0, "tenants": 0} ],
         "firstExpiresSeconds": 7.0, "sessions": 5, "prefixBlocks": 70, "memoryBytes": 9000}
        """);
  }

  @Test
  void nothingExpiresWhereNobodyWaits() {
    PoolJson.write(json, pool(0, Long.MAX_VALUE), 5_000_000_000L);

    assertThat(json.has("firstExpiresSeconds")).isFalse();
  }

  @Test
  void tellsHowAPodStandsAndHowFastItIs() throws Exception {
    PoolJson.write(json, pod(true, new PoolSnapshot.Adapters(Set.of("b", "a"), Set.of("b"))));

    assertShown(
        """
        {"health": "suspect", "othersInFlight": 2.0, "backlogTokens": 4097,
         "expectedOutputTokens": 512, "prefillTokensPerSecond": 9000.0, "overheadSeconds": 0.05,
         "secondsPerToken": 0.02, "cacheTrust": 0.75, "adapters": ["a", "b"],
         "adaptersLoaded": ["b"]}
        """);
  }

  @Test
  void leavesOutTheHealthOfAPodThatIsAwayAndAdaptersThatAreUnknown() {
    PoolJson.write(json, pod(false, new PoolSnapshot.Adapters(null, null)));

    assertThat(json.fieldNames())
        .toIterable()
        .doesNotContain("health", "adapters", "adaptersLoaded")
        .contains("backlogTokens");
  }

  /** Compared as text: a tree distinguishes kinds of numbers that JSON does not. */
  private void assertShown(String expected) throws JsonProcessingException {
    assertThat(MAPPER.readTree(json.toString())).isEqualTo(MAPPER.readTree(expected));
  }

  private static PoolSnapshot pool(int waiting, long firstDeadlineNanos) {
    var line =
        new PoolSnapshot.Line(
            List.of(
                new PoolSnapshot.Line.Waiting(Priority.INTERACTIVE, waiting, waiting == 0 ? 0 : 2),
                new PoolSnapshot.Line.Waiting(Priority.BULK, 0, 0)),
            firstDeadlineNanos);
    return new PoolSnapshot(List.of(), line, 0, 0, new PoolSnapshot.Memory(5, 100, 70, 9000));
  }

  private static PoolSnapshot.Endpoint pod(boolean admits, PoolSnapshot.Adapters adapters) {
    return new PoolSnapshot.Endpoint(
        new EndpointId("pod-0"),
        admits,
        false,
        1,
        10,
        Health.SUSPECT,
        new PoolSnapshot.Load(2, 4096.6, 512.2, 9000, 0.05, 0.02, 0.75),
        adapters);
  }
}
