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
  @CsvSource({
    "CHAT, true",
    "COMPLETIONS, true",
    "EMBEDDINGS, true",
    "MESSAGES, true",
    "RERANK, true",
    "TRANSCRIPTIONS, true",
    "RESPONSES, false"
  })
  void aNullErrorBelongsToResponsesOnly(ApiKind kind, boolean foreign) {
    byte[] with = "{\"status\":\"completed\",\"error\":null}".getBytes(UTF_8);
    byte[] without = "{\"status\":\"completed\"}".getBytes(UTF_8);

    assertThat(AnswerReader.read(with, kind).nullError()).isEqualTo(foreign);
    assertThat(AnswerReader.read(without, kind).nullError()).isFalse();
  }

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
        "EMBEDDINGS |{\"object\":\"list\",\"data\":[]}                       |INCOMPLETE",
        "RESPONSES  |{\"id\":\"resp_1\",\"status\":\"completed\",\"error\":null} |COMPLETE",
        "RESPONSES  |{\"status\":\"incomplete\"}                             |COMPLETE",
        "RESPONSES  |{\"status\":\"queued\"}                                 |UNDER_WAY",
        "RESPONSES  |{\"status\":\"in_progress\",\"error\":null}             |UNDER_WAY",
        "RESPONSES  |{\"status\":\"cancelled\"}                              |INCOMPLETE",
        "RESPONSES  |{\"status\":\"failed\"}                                 |ERROR",
        "RESPONSES  |{\"error\":{\"message\":\"x\"}}                         |ERROR",
        "RESPONSES  |{\"object\":\"error\",\"message\":\"x\"}                |ERROR",
        "RESPONSES  |{}                                                      |INCOMPLETE",
        "RESPONSES  |[]                                                      |NOT_JSON",
        "RESPONSES  |{\"status\":\"completed\"                               |NOT_JSON",
        "MESSAGES   |{\"type\":\"message\",\"stop_reason\":\"end_turn\"}     |COMPLETE",
        "MESSAGES   |{\"type\":\"message\",\"stop_reason\":null}             |INCOMPLETE",
        "MESSAGES   |{\"type\":\"message\",\"stop_reason\":\"abort\"}        |INCOMPLETE",
        "MESSAGES   |{\"type\":\"error\",\"error\":{\"type\":\"x\"}}         |ERROR",
        "MESSAGES   |<html>                                                  |NOT_JSON",
        "COUNT_TOKENS |{\"input_tokens\":3}                                  |COMPLETE",
        "COUNT_TOKENS |{\"type\":\"error\"}                                  |ERROR",
        "RERANK     |{\"results\":[{\"index\":0}]}                           |COMPLETE",
        "RERANK     |[{\"index\":0}]                                         |COMPLETE",
        "RERANK     |{\"results\":[]}                                        |INCOMPLETE",
        "SCORE      |{\"data\":[{\"score\":0.5}]}                            |COMPLETE",
        "SCORE      |{\"scores\":[0.5]}                                      |COMPLETE",
        "SCORE      |{\"message\":\"no\"}                                    |ERROR",
        "TOKENIZE   |{\"count\":0,\"tokens\":[]}                             |COMPLETE",
        "TOKENIZE   |{}                                                      |INCOMPLETE",
        "DETOKENIZE |{\"prompt\":\"\"}                                       |COMPLETE",
        "DETOKENIZE |{\"content\":\"x\"}                                     |COMPLETE",
        "TRANSCRIPTIONS |{\"text\":\"\"}                                     |COMPLETE",
        "TRANSCRIPTIONS |{\"task\":\"x\"}                                    |INCOMPLETE",
        "TRANSCRIPTIONS |{\"error\":{\"message\":\"x\"}}                     |ERROR",
        "TRANSLATIONS   |WEBVTT                                              |COMPLETE"
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
  void takesTheUsageInTheWordsOfEachApi() {
    var response =
        read(
            "{\"id\":\"resp_1\",\"status\":\"completed\",\"usage\":{\"input_tokens\":24,"
                + "\"input_tokens_details\":{\"cached_tokens\":16},\"output_tokens\":3}}",
            ApiKind.RESPONSES);
    var message =
        read(
            "{\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":4,"
                + "\"cache_read_input_tokens\":16,\"cache_creation_input_tokens\":4,"
                + "\"output_tokens\":3}}",
            ApiKind.MESSAGES);

    assertThat(response.usage()).isEqualTo(new TokenUsage(24, 16, 3, true));
    assertThat(response.responseId()).isEqualTo("resp_1");
    assertThat(message.usage()).isEqualTo(new TokenUsage(24, 16, 3, true));
  }

  @Test
  void estimatesTheUsageOfTranscriptsThatAreCountedInSeconds() {
    var usage =
        read(
                "{\"text\":\"12345678\",\"usage\":{\"type\":\"duration\",\"seconds\":3}}",
                ApiKind.TRANSCRIPTIONS)
            .usage();

    assertThat(usage).isEqualTo(new TokenUsage(0, -1, 2, false));
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
