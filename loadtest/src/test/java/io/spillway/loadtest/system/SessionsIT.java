package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A conversation stays where its cache is. */
class SessionsIT {
  /** So many that each of three pods has some, whatever the hash says. */
  private static final int CONVERSATIONS = 40;

  private static Fleet fleet;
  private static GatewayProcess gateway;
  private static GatewayProcess other;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(3, options -> options);
    gateway = GatewayProcess.ready(Configs.pods(fleet.urls()));
    other = GatewayProcess.ready(Configs.pods(fleet.urls()));
    for (GatewayProcess each : new GatewayProcess[] {gateway, other}) {
      Await.until("three pods", () -> each.metric("spillway_ready_replicas") == 3);
    }
  }

  @AfterAll
  static void stop() {
    other.close();
    gateway.close();
    fleet.close();
  }

  @Test
  void turnsWithoutAnyKeyStayTogetherOnEveryGatewayAndMoveOnlyWhenTheirPodLeaves() {
    var places = new HashMap<Integer, String>();
    for (int conversation = 0; conversation < CONVERSATIONS; conversation++) {
      var messages =
          new StringBuilder("{\"role\":\"user\",\"content\":\"chat " + conversation + "\"}");
      for (int turn = 0; turn < 4; turn++) {
        Call call = converse(turn % 2 == 0 ? gateway : other, messages.toString());
        assertThat(call.complete()).as(call.toString()).isTrue();
        places.putIfAbsent(conversation, call.endpoint());
        assertThat(call.endpoint()).isEqualTo(places.get(conversation));
        JsonNode said = GatewayProcess.json(call.text()).at("/choices/0/message/content");
        messages
            .append(",{\"role\":\"assistant\",\"content\":" + said + "}")
            .append(",{\"role\":\"user\",\"content\":\"go on\"}");
      }
    }
    assertThat(places.values()).contains("pod-0", "pod-1", "pod-2");
    assertThat(gateway.metric("spillway_session_affinity_total", "kept")).isPositive();

    Fleet.kill(fleet.engine(2));
    Await.until("the loss noticed", () -> gateway.metric("spillway_ready_replicas") == 2);

    for (Map.Entry<Integer, String> place : places.entrySet()) {
      String first = "{\"role\":\"user\",\"content\":\"chat " + place.getKey() + "\"}";
      String now = converse(gateway, first).endpoint();
      if (place.getValue().equals("pod-2")) {
        assertThat(now).isIn("pod-0", "pod-1");
      } else {
        assertThat(now).isEqualTo(place.getValue());
      }
    }
  }

  @Test
  void aHeaderKeepsASessionWhateverIsSaid() {
    var places = new ArrayList<String>();
    for (int i = 0; i < 6; i++) {
      places.add(Call.chat(gateway, "topic " + i, 1, "x-session-id", "s-1").awaitEnd().endpoint());
    }
    assertThat(places).containsOnly(places.getFirst());
  }

  @Test
  void aCookieKeepsASessionWhateverIsSaid() {
    Call first = Call.chat(gateway, "the first words", 1).awaitEnd();
    String cookie = first.header("set-cookie").orElseThrow().split(";", 2)[0];
    assertThat(cookie).startsWith("spillway_session=");
    for (int i = 0; i < 6; i++) {
      Call next = Call.chat(gateway, "other words " + i, 1, "cookie", cookie).awaitEnd();
      assertThat(next.endpoint()).isEqualTo(first.endpoint());
    }
  }

  @Test
  void aCacheKeyKeepsASessionWhateverIsSaid() {
    var places = new ArrayList<String>();
    for (int i = 0; i < 6; i++) {
      String body =
          Call.body("matter " + i, 1, false)
              .replace("{\"model\"", "{\"prompt_cache_key\":\"k-1\",\"model\"");
      places.add(Call.post(gateway.port(), "/v1/chat/completions", body).awaitEnd().endpoint());
    }
    assertThat(places).containsOnly(places.getFirst());
  }

  private static Call converse(GatewayProcess with, String messages) {
    String body =
        "{\"model\":\"m\",\"sim_output_tokens\":3,\"messages\":[{\"role\":\"system\","
            + "\"content\":\"be brief\"},"
            + messages
            + "]}";
    return Call.post(with.port(), "/v1/chat/completions", body).awaitEnd();
  }
}
