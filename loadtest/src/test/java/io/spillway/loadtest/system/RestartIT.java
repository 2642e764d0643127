package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.SimulatedEngine;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pod that starts anew on the port it had. */
class RestartIT {
  private static final String LONG = "words of a long prompt that is worth keeping, ".repeat(600);

  @Test
  void isNotBelievedToHaveCachedWhatItsPredecessorHad() {
    try (Fleet fleet = Fleet.of(2, options -> options.withSpeed(2));
        GatewayProcess gateway =
            GatewayProcess.ready(
                Configs.pods(fleet.urls(), "    session: { from: [ header ] }\n"))) {
      awaitPods(gateway, 2);
      Call first = Call.chat(gateway, LONG, 2).awaitEnd();
      Call again = Call.chat(gateway, LONG, 2).awaitEnd();
      SimulatedEngine own = fleet.engine(first.endpoint().equals("pod-0") ? 0 : 1);
      Fleet.kill(own);
      awaitPods(gateway, 1);
      Await.done(own.restart(Duration.ZERO));
      awaitPods(gateway, 2);

      Call afterwards = Call.chat(gateway, LONG, 2).awaitEnd();

      assertThat(again.header("x-spillway-reason")).contains("prefix");
      assertThat(again.endpoint()).isEqualTo(first.endpoint());
      assertThat(afterwards.complete()).as(afterwards.toString()).isTrue();
      assertThat(afterwards.header("x-spillway-reason")).contains("least_loaded");
    }
  }

  private static void awaitPods(GatewayProcess gateway, int count) {
    Await.until(count + " pods", () -> gateway.metric("spillway_ready_replicas") == count);
  }
}
