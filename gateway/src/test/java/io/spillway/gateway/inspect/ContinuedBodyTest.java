package io.spillway.gateway.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContinuedBodyTest {
  private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"messages\":[{\"role\":\"user\"}]} | {#F#\"messages\":[{\"role\":\"user\"}#M#]}",
        " {  \"messages\" : [ { \"role\" : \"user\" } \t]\t} | {#F#  \"messages\" : [ { \"role\" : \"user\" }#M# \t]\t}",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"[]\"},{\"content\":[{\"role\":\"assistant\"}],\"role\":\"user\"}],\"x\":1e2} | {#F#\"messages\":[{\"role\":\"assistant\",\"content\":\"[]\"},{\"content\":[{\"role\":\"assistant\"}],\"role\":\"user\"}#M#],\"x\":1e2}",
        "{\"max_tokens\":  10 ,\"messages\":[{\"role\":\"tool\"}]} | {#F#\"max_tokens\":  7 ,\"messages\":[{\"role\":\"tool\"}#M#]}",
        "{\"messages\":[{\"role\":\"ü\"}],\"max_completion_tokens\":4,\"max_tokens\":100} | {#F#\"messages\":[{\"role\":\"ü\"}#M#],\"max_completion_tokens\":1,\"max_tokens\":97}",
        "{\"messages\":[{\"role\":\"user\"}],\"max_completion_tokens\":9,\"max_tokens\":2} | {#F#\"messages\":[{\"role\":\"user\"}#M#],\"max_completion_tokens\":6,\"max_tokens\":1}",
        "{\"messages\":[{\"role\":\"user\"}],\"max_tokens\":null} | {#F#\"messages\":[{\"role\":\"user\"}#M#],\"max_tokens\":null}",
        "{\"m\\u0065ssages\":[{\"role\":\"user\"}]} | {#F#\"m\\u0065ssages\":[{\"role\":\"user\"}#M#]}",
      })
  void changesOnlyWhatItMust(String body, String expected) {
    String whole =
        expected
            .replace("#F#", "\"flag\":true,")
            .replace("#M#", ",{\"role\":\"assistant\",\"content\":\"s\\u00e4 \\\"ü\"}");

    assertThat(continued(body, "s\\u00e4 \\\"ü", 3)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"logprobs\":false",
        "\"logprobs\":null",
        "\"top_logprobs\":0",
        "\"response_format\":null",
        "\"guided_json\":null",
        "\"stop\":null",
        "\"stop\":[]",
        "\"stop\":\"b\"",
        "\"stop\":[\"xa\",\"ab\"]",
        "\"tool_choice\":\"auto\"",
        "\"tools\":[{}]",
        "\"echo\":false",
        "\"other\":{\"logprobs\":true,\"guided_json\":1}",
      })
  void goesOnWhereNothingIsAskedThatTheTextDoesNotShow(String member) {
    assertThat(read("{" + member + "," + USER + "}", "text ", 3))
        .isInstanceOf(ContinuedBody.Ready.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"logprobs\":true",
        "\"logprobs\":1",
        "\"top_logprobs\":2",
        "\"prompt_logprobs\":1",
        "\"response_format\":{\"type\":\"json_object\"}",
        "\"r\\u0065sponse_format\":{\"type\":\"json_object\"}",
        "\"guided_json\":{\"a\":1}",
        "\"guided_new_thing\":\"x\"",
        "\"structured_outputs\":{\"json\":{}}",
        "\"json_schema\":{\"a\":1}",
        "\"grammar\":\"root\"",
        "\"regex\":\"a\"",
        "\"ebnf\":\"a\"",
        "\"min_tokens\":5",
        "\"echo\":true",
        "\"tool_choice\":\"required\"",
        "\"tool_choice\":{\"type\":\"function\"}",
        "\"function_call\":{\"name\":\"f\"}",
        "\"continue_final_message\":false",
        "\"add_generation_prompt\":true",
        "\"stop\":\"t x\"",
        "\"stop\":[\"b\",\" x\"]",
        "\"stop\":\"\\u0020x\"",
      })
  void doesNotGoOnWhereTheEngineKnowsMoreThanTheText(String member) {
    assertThat(read("{" + member + "," + USER + "}", "text ", 3))
        .isInstanceOf(ContinuedBody.Impossible.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":[]}",
        "{\"messages\":null}",
        "{\"x\":1}",
        "{\"messages\":[{\"role\":\"user\"},{\"content\":\"a\",\"role\":\"assistant\"}]}",
      })
  void doesNotGoOnWithoutAMessageToAnswer(String body) {
    assertThat(read(body, "text", 3)).isInstanceOf(ContinuedBody.Impossible.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"max_tokens\":3",
        "\"max_tokens\":1",
        "\"max_completion_tokens\":3,\"max_tokens\":100"
      })
  void isSpentWhenTheBoundThatCountsIsReached(String bounds) {
    assertThat(read("{" + bounds + "," + USER + "}", "text", 3))
        .isInstanceOf(ContinuedBody.Spent.class);
  }

  @Test
  void leavesTheBodyItReadsAsItWas() {
    byte[] body = ("{\"max_tokens\":9," + USER + "}").getBytes(UTF_8);
    byte[] before = body.clone();

    var _ = ContinuedBody.of(body, new ContinuedBody.Said("\"a\"".getBytes(UTF_8), 1, ""));

    assertThat(body).isEqualTo(before);
  }

  private static String continued(String body, String written, int tokens) {
    return read(body, written, tokens) instanceof ContinuedBody.Ready(byte[] bytes)
        ? new String(bytes, UTF_8)
        : "nothing";
  }

  private static ContinuedBody read(String body, String written, int tokens) {
    byte[] quoted = ('"' + written + '"').getBytes(UTF_8);
    return ContinuedBody.of(
        body.getBytes(UTF_8), new ContinuedBody.Said(quoted, tokens, "\"flag\":true,"));
  }
}
