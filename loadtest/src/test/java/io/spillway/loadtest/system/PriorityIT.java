package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import io.spillway.loadtest.engine.SimulatedEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is served first on a pod with one place. */
class PriorityIT {
  private static final String[] FLOOD = {"authorization", "Bearer a-key-of-many"};
  private static final String[] FEW = {"authorization", "Bearer a-key-of-few"};
  private static Fleet fleet;
  private static SimulatedEngine pod;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(1, options -> options.withSpeed(2));
    pod = fleet.engine(0);
    gateway = GatewayProcess.ready(config());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void anInteractiveRequestGetsThePlaceOfABulkOneWithoutATokenWhichIsAnsweredLater() {
    double before = gateway.metric("spillway_preemptions_total");
    pod.failures(Failures.of(Failure.of(FailureKind.WEDGED)));
    Call bulk = ask("in bulk", 20, true, 5);
    Await.until("it is with the pod", () -> with(pod) == 1);
    Call urgent = ask("in a hurry", 5, false, -1);
    Await.until("it gave its place", () -> preemptions() == before + 1);
    Await.until("it waits", () -> gateway.metric("inference_pending_requests") == 1);
    pod.failures(Failures.NONE);

    urgent.awaitEnd();
    boolean bulkFirst = bulk.end() != Call.End.OPEN;
    bulk.awaitEnd();

    assertThat(urgent.complete()).as(urgent.toString()).isTrue();
    assertThat(bulkFirst).isFalse();
    assertThat(bulk.complete()).as(bulk.toString()).isTrue();
    assertThat(Tokens.gapless(bulk.content())).isEqualTo(20);
    assertThat(preemptions()).isEqualTo(before + 1);
  }

  @Test
  void aBulkRequestThatIsBeingAnsweredKeepsItsPlace() {
    double before = preemptions();
    Call bulk = ask("in bulk", 100, true, 5).awaitText(":1 ");
    Call urgent = ask("in a hurry", 5, false, -1).awaitEnd();

    assertThat(bulk.awaitEnd().complete()).as(bulk.toString()).isTrue();
    assertThat(Tokens.gapless(bulk.content())).isEqualTo(100);
    assertThat(urgent.complete()).as(urgent.toString()).isTrue();
    assertThat(preemptions()).isEqualTo(before);
  }

  @Test
  void aTenantThatFloodsDelaysAnotherByOneRequestOrTwo() {
    var flood = new ArrayList<Call>();
    for (int i = 0; i < 16; i++) {
      flood.add(Call.chat(gateway, "one of many, number " + i, 20, FLOOD));
    }
    Await.until("most wait", () -> gateway.metric("inference_pending_requests") >= 12);

    for (int i = 0; i < 3; i++) {
      long before = ended(flood);
      Call one = Call.chat(gateway, "one of few, number " + i, 20, FEW).awaitEnd();
      long overtook = ended(flood) - before;

      assertThat(one.complete()).as(one.toString()).isTrue();
      assertThat(overtook).isLessThanOrEqualTo(2);
    }
    assertThat(ended(flood)).isLessThan(flood.size());
    flood.forEach(call -> assertThat(call.awaitEnd().complete()).as(call.toString()).isTrue());
  }

  private static long ended(List<Call> calls) {
    return calls.stream().filter(call -> call.end() != Call.End.OPEN).count();
  }

  private static double preemptions() {
    return gateway.metric("spillway_preemptions_total");
  }

  private static int with(SimulatedEngine engine) {
    return engine.counters().running() + engine.counters().waiting();
  }

  private static Call ask(String prompt, int tokens, boolean stream, int priority) {
    String body =
        Call.body(prompt, tokens, stream)
            .replace("{\"model\"", "{\"priority\":" + priority + ",\"model\"");
    return Call.post(gateway.port(), "/v1/chat/completions", body, FEW);
  }

  private static String config() {
    return """
    tenants:
      - { name: many, priority: interactive, keys: [ "sha256:%s" ] }
      - { name: few, priority: interactive, keys: [ "sha256:%s" ] }
    """
            .formatted(Configs.sha256("a-key-of-many"), Configs.sha256("a-key-of-few"))
        + Configs.server("drain: { delay: 0s, limit: 1s }")
        + Configs.model(fleet.urls(), 1)
        + "    queue: { preempt: true }\n";
  }
}
