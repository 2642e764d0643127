package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that name a LoRA adapter. */
@Timeout(60)
class AdapterIT {
  private static final String SQL = WHOLE.replace("\"m\"", "\"sql\"");

  @Test
  void reachesThePodUnderItsOwnName() throws Exception {
    try (var bench =
        RelayBench.plan()
            .selfHosted("servedModel: org/served")
            .model("adapters: [ sql ]")
            .start()) {
      assertThat(bench.chat(SQL).status()).isEqualTo(200);

      assertThat(bench.pod().requests().getFirst().body()).isEqualTo(SQL);
    }
  }

  @Test
  void isUnknownWhereItIsNotConfigured() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      assertThat(bench.chat(SQL).status()).isEqualTo(404);
    }
  }

  @Test
  void isListedWithItsModel() throws Exception {
    try (var bench = RelayBench.plan().model("adapters: [ sql ]").start()) {
      var all = bench.client().ask("GET", "/v1/models").reply();
      var one = bench.client().ask("GET", "/v1/models/sql").reply();
      var model = bench.client().ask("GET", "/v1/models/m").reply();

      assertThat(all.rest()).contains("\"id\":\"m\"", "\"id\":\"sql\"");
      assertThat(one.rest()).contains("\"id\":\"sql\"", "\"parent\":\"m\"");
      assertThat(model.rest()).doesNotContain("parent");
    }
  }
}
