package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pod that works and is slow. */
class SlowPodIT {
  private static final int CLIENTS = 3;
  private static final double SHARE_EVEN = 0.25;
  private static final String LONG = " begins a prompt of some length,".repeat(500);
  private static final AtomicInteger PROMPTS = new AtomicInteger();

  @Test
  void isGivenLittleAndHardlyDelaysAnybody() {
    try (Fleet fleet = Fleet.of(4, options -> options.withSpeed(4))) {
      fleet.addServing(options -> options.withSpeed(0.4));
      String well = Fleet.urls(fleet.engines().subList(0, 4));
      String mixed =
          "[ { name: a, url: %s }, { name: b, url: %s }, { name: c, url: %s }, { name: slow, url: %s } ]"
              .formatted(
                  fleet.engine(0).url(),
                  fleet.engine(1).url(),
                  fleet.engine(2).url(),
                  fleet.engine(4).url());
      List<JsonNode> usual;
      try (GatewayProcess gateway = ready(well)) {
        load(gateway, Duration.ofSeconds(1));
        usual = load(gateway, Duration.ofSeconds(2));
      }
      try (GatewayProcess gateway = ready(mixed)) {
        load(gateway, Duration.ofSeconds(2));
        List<JsonNode> with = load(gateway, Duration.ofSeconds(3));
        long slow =
            with.stream().filter(line -> line.path("endpoint").asText().equals("slow")).count();

        assertThat(with).hasSizeGreaterThan(20);
        assertThat(slow).isLessThan((long) (with.size() * SHARE_EVEN / 2));
        assertThat(firstToken95(with)).isLessThan(1.5 * firstToken95(usual) + 20);
      }
    }
  }

  /** The log of what clients asked in a time, when all of it was answered. */
  private static List<JsonNode> load(GatewayProcess gateway, Duration time) {
    int before = gateway.requests().size();
    var asked = new AtomicInteger();
    try (var _ =
        Crowd.of(
            CLIENTS,
            () -> {
              asked.incrementAndGet();
              Call call = Call.stream(gateway, PROMPTS.incrementAndGet() + LONG, 2).awaitEnd();
              assertThat(call.complete()).as(call.toString()).isTrue();
              return true;
            })) {
      Await.pause(time.toMillis());
    }
    Await.until("all logged", () -> gateway.requests().size() == before + asked.get());
    List<JsonNode> lines = gateway.requests();
    return lines.subList(before, lines.size());
  }

  private static double firstToken95(List<JsonNode> lines) {
    double[] sorted =
        lines.stream().mapToDouble(line -> line.path("ttftMs").asDouble()).sorted().toArray();
    return sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
  }

  private static GatewayProcess ready(String pods) {
    GatewayProcess gateway = GatewayProcess.ready(Configs.pods(pods));
    Await.until("four pods", () -> gateway.metric("spillway_ready_replicas") == 4);
    return gateway;
  }
}
