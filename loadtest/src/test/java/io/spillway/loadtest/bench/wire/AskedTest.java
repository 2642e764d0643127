package io.spillway.loadtest.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AskedTest {
  @Test
  void readsBackWhatAClientWrites() {
    byte[] body =
        ("{\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + Asked.field(7, 20_000, 50_000)
                + "}")
            .getBytes(US_ASCII);
    assertThat(Asked.read(body, body.length))
        .isEqualTo(new Asked(true, true, 7, 20_000_000, 50_000_000));
  }

  @Test
  void answersAWarmUpPromptShortly() {
    byte[] body = "{\"model\":\"m\",\"stream\":true,\"max_tokens\":8}".getBytes(US_ASCII);
    Asked asked = Asked.read(body, body.length);
    assertThat(asked.stream()).isTrue();
    assertThat(asked.usage()).isFalse();
    assertThat(asked.events()).isBetween(2, 8);
    assertThat(asked.firstNanos()).isZero();
  }
}
