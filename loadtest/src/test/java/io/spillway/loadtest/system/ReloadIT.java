package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The configuration changes under load, for the better and for the worse. */
class ReloadIT {
  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(3, options -> options.withSpeed(2));
    gateway = GatewayProcess.ready(config(2, ""));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void losesNoRequestAndRefusesWhatIsWrong() {
    var calls = new ArrayList<Call>();
    for (int i = 0; i < 8; i++) {
      calls.add(Call.stream(gateway, "through all changes " + i, 2000));
    }
    calls.forEach(call -> call.awaitText("\"content\":\"req_"));

    reload(calls, config(2, "    aliases: [ first, second ]\n    queue: { max: 7 }\n"));
    assertThat(post("second").complete()).isTrue();
    reload(calls, config(3, "    queue: { max: 2000 }\n"));
    assertThat(post("second").status()).isEqualTo(404);
    Await.until("the new pod", () -> gateway.metric("spillway_ready_replicas") == 3);
    reload(calls, config(1, ""));
    assertThat(calls).anySatisfy(call -> assertThat(call.end()).isEqualTo(Call.End.OPEN));
    Await.until(() -> "a pod that drains: " + states(), () -> states().contains("draining"));
    refuse(calls, config(2, "").substring(0, 150));
    refuse(calls, config(2, "    unknownKey: 1\n"));
    refuse(calls, "");

    for (Call call : calls) {
      assertThat(call.awaitEnd().complete()).as(call.toString()).isTrue();
    }
    Await.until(() -> "only the pod that stays: " + states(), () -> states().size() == 1);
    assertThat(gateway.events("config_reloaded")).hasSize(3);
    assertThat(Call.chat(gateway, "at the end", 2).awaitEnd().complete()).isTrue();
  }

  private static void reload(List<Call> calls, String yaml) {
    int before = gateway.events("config_reloaded").size();
    gateway.configure(yaml);
    loadUntil(calls, "config_reloaded", before);
  }

  private static void refuse(List<Call> calls, String yaml) {
    int before = gateway.events("config_refused").size();
    gateway.configure(yaml);
    loadUntil(calls, "config_refused", before);
  }

  /** Sends requests until one more event of this name is logged. */
  private static void loadUntil(List<Call> calls, String event, int before) {
    int limit = calls.size() + 1000;
    while (gateway.events(event).size() <= before) {
      assertThat(calls.size()).as("requests until " + event).isLessThan(limit);
      calls.add(Call.chat(gateway, "under load " + calls.size(), 5));
      Await.pause(20);
    }
  }

  private static Call post(String model) {
    String body = Call.body("by its alias", 2, false).replace("\"m\"", '"' + model + '"');
    return Call.post(gateway.port(), "/v1/chat/completions", body).awaitEnd();
  }

  private static List<String> states() {
    var states = new ArrayList<String>();
    for (JsonNode pod : gateway.admin("/admin/fleet").at("/models/0/endpoints")) {
      states.add(pod.path("state").asText());
    }
    return states;
  }

  private static String config(int pods, String more) {
    return Configs.pods(Fleet.urls(fleet.engines().subList(0, pods)), more);
  }
}
