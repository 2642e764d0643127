package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.EngineOptions.Behaviour;
import io.spillway.loadtest.engine.EnginePreset;
import io.spillway.loadtest.engine.SimulatedEngine;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod dies while it streams, and its answers go on from the other one. */
class ResumeIT {
  private static final int TOKENS = 400;

  /** As many as the pool may try again at once. */
  private static final int STREAMS = 3;

  @ParameterizedTest
  @CsvSource({"SGLANG, sglang", "LLAMACPP, llamacpp"})
  void clientsSeeCompleteStreamsWithoutAGap(EnginePreset engine, String name) {
    try (Fleet fleet =
            Fleet.of(
                2,
                options ->
                    options.withSpeed(2).withBehaviour(Behaviour.of(engine).withTokenIds(true)));
        GatewayProcess gateway =
            GatewayProcess.ready(
                Configs.pods(fleet.urls())
                    .replace(
                        "concurrencyPerPod",
                        "engine: " + name + "\n      resume: true\n      concurrencyPerPod"))) {
      Await.until("two pods", () -> gateway.metric("spillway_ready_replicas") == 2);
      var calls = new ArrayList<Call>();
      for (int i = 0; i < STREAMS; i++) {
        calls.add(Call.stream(gateway, "tell " + i, TOKENS).awaitText(":1 "));
      }
      SimulatedEngine victim = fleet.engine(calls.getFirst().endpoint().equals("pod-0") ? 0 : 1);

      Fleet.kill(victim);

      int resumed = 0;
      for (Call call : calls) {
        call.awaitEnd();
        assertThat(call.complete()).as(call.toString()).isTrue();
        assertThat(Tokens.gapless(call.content())).isEqualTo(TOKENS);
        resumed += call.text().contains(": spillway resumed") ? 1 : 0;
      }
      assertThat(resumed).isPositive();
      Await.until("all logged", () -> gateway.requests().size() == calls.size());
      int logged = gateway.requests().stream().mapToInt(line -> line.path("resumes").asInt()).sum();
      assertThat(logged).isEqualTo(resumed);
      assertThat(gateway.metric("spillway_stream_resumes_total")).isEqualTo(resumed);
    }
  }
}
