package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigChangeTest {
  private static final Config RUNNING = Read.valid(Read.MODEL);

  @ParameterizedTest
  @CsvSource({
    "'server: { host: localhost }', server.host: localhost (expected: 127.0.0.1",
    "'server: { anonymous: true }', server.host: 0.0.0.0 (expected: 127.0.0.1",
    "'server: { port: 1 }', server.port: 1 (expected: 8080",
    "'admin: { host: localhost }', admin.host: localhost (expected: 127.0.0.1",
    "'admin: { port: 1 }', admin.port: 1 (expected: 9090",
    "'server: { secret: hunter2 }', server.secret: *** (expected: the same as before",
    "'server: { bufferedBodiesMax: 1GiB }', server.bufferedBodiesMax: 1GiB (expected: 512MiB"
  })
  void refusesWhatOnlyARestartCanChange(String yaml, String expected) {
    var problems = ConfigChange.check(RUNNING, Read.valid(yaml + "\n" + Read.MODEL));

    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(expected + "; cannot change while running (restart))");
  }

  @Test
  void takesEverythingElse() {
    var next =
        Read.valid(
            """
            server:
              maxBody: 1MiB
              trustedProxies: [ 10.0.0.0/8 ]
              heartbeat: { first: 1s }
              timeouts: { connect: 2s }
              drain: { delay: 1s }
            admin: { token: t }
            """
                + Read.model("queue: { max: 1 }"));

    assertThat(ConfigChange.check(RUNNING, next)).isEqualTo(List.of());
  }
}
