package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.sse.AnswerFacts.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CHAT       |{\"choices\":[{\"index\":0,\"message\":{},\"finish_reason\":\"stop\"}],\"error\":null} |COMPLETE",
        "CHAT       |{\"choices\":[{\"finish_reason\":\"stop\"},{\"finish_reason\":\"length\"}]} |COMPLETE",
        "CHAT       |{\"choices\":[{\"finish_reason\":\"stop\"},{\"finish_reason\":null}]} |INCOMPLETE",
        "CHAT       |{\"choices\":[{\"finish_reason\":\"abort\"}]}           |INCOMPLETE",
        "CHAT       |{\"choices\":[{\"finish_reason\":\"error\"}]}           |INCOMPLETE",
        "CHAT       |{\"choices\":[]}                                        |INCOMPLETE",
        "CHAT       |{}                                                      |INCOMPLETE",
        "CHAT       |{\"error\":{\"message\":\"x\"}}                         |ERROR",
        "CHAT       |{\"error\":\"x\"}                                       |ERROR",
        "CHAT       |{\"object\":\"error\",\"message\":\"x\"}                |ERROR",
        "CHAT       |<html>                                                  |NOT_JSON",
        "CHAT       |{\"choices\":[{\"finish_reason\":\"stop\"}]             |NOT_JSON",
        "EMBEDDINGS |{\"object\":\"list\",\"data\":[{\"embedding\":[0.1]}]}  |COMPLETE",
        "EMBEDDINGS |{\"object\":\"list\",\"data\":[]}                       |INCOMPLETE"
      })
  void saysHowAnAnswerEnded(ApiKind kind, String body, Outcome outcome) {
    assertThat(read(body, kind).outcome()).isEqualTo(outcome);
  }

  @Test
  void takesTheUsageThatTheEngineReports() {
    var usage =
        read(
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":24,\"total_tokens\":27,"
                    + "\"completion_tokens\":3,\"prompt_tokens_details\":null}}",
                ApiKind.CHAT)
            .usage();

    assertThat(usage).isEqualTo(new TokenUsage(24, -1, 3, true));
  }

  @Test
  void estimatesTheUsageThatNobodyReports() {
    var usage = read("{\"choices\":[{\"text\":\"12345678901234\"}]}", ApiKind.COMPLETIONS).usage();

    assertThat(usage).isEqualTo(new TokenUsage(0, -1, 4, false));
  }

  private static AnswerFacts read(String body, ApiKind kind) {
    return AnswerReader.read(body.getBytes(UTF_8), kind);
  }
}
