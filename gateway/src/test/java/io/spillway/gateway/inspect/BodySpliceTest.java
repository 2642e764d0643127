package io.spillway.gateway.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodySpliceTest {
  @Test
  void handsBackTheSameArrayWhenNothingChanges() {
    byte[] body = "{\"model\":\"m\",\"stream\":false}".getBytes(UTF_8);
    var facts = ((Inspection.Routable) BodyInspector.inspect(body, ApiKind.CHAT)).facts();

    assertThat(BodySplice.splice(body, facts, null, true)).isSameAs(body);
    assertThat(BodySplice.splice(body, facts, "m", false)).isSameAs(body);
  }

  @Test
  void replacesTheModelAndKeepsEveryOtherByte() {
    assertThat(
            splice(" {\"t\":1.000000000000000005,\"model\" : \"ä\" , \"x\":1e2}\n", "a\"b", false))
        .isEqualTo(" {\"t\":1.000000000000000005,\"model\" : \"a\\\"b\" , \"x\":1e2}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"m\",\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":null} | {\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{ }} | {\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true }}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"a\":1}} | {\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true,\"a\":1}}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\": false}} | {\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\": true}}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":null}} | {\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}} | {\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"model\":\"m\",\"stream\":false} | {\"model\":\"m\",\"stream\":false}"
      })
  void asksForUsageWhereTheClientDidNot(String body, String spliced) {
    assertThat(splice(body, null, true)).isEqualTo(spliced);
  }

  @Test
  void makesBothEditsInAnyOrder() {
    assertThat(splice("{\"stream\":true,\"stream_options\":null,\"model\":\"m\"}", "s", true))
        .isEqualTo("{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"s\"}");
  }

  private static String splice(String body, @Nullable String served, boolean usage) {
    byte[] bytes = body.getBytes(UTF_8);
    var facts = ((Inspection.Routable) BodyInspector.inspect(bytes, ApiKind.CHAT)).facts();
    return new String(BodySplice.splice(bytes, facts, served, usage), UTF_8);
  }
}
