package io.spillway.gateway.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.error.ApiError;
import io.spillway.router.Priority;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyInspectorTest {
  @Test
  void findsWhatARouterNeeds() {
    var facts =
        facts(
            """
            {"model":"m","stream":true,"n":2,"max_tokens":5,"max_completion_tokens":7,"user":"u",
             "stream_options":{"include_usage":true},"prompt_cache_key":"k","session_id":"s"}\
            """);

    assertThat(facts.model()).isEqualTo("m");
    assertThat(facts.stream()).isTrue();
    assertThat(facts.usageAsked()).isTrue();
    assertThat(facts.choices()).isEqualTo(2);
    assertThat(facts.outputTokensMax()).isEqualTo(7);
    assertThat(facts.cacheKey()).isEqualTo("k");
    assertThat(facts.user()).isEqualTo("u");
    assertThat(facts.conversationHead()).isEmpty();
  }

  @Test
  void findsPlacesBehindTextOfManyBytes() {
    String body = "{\"user\":\"äöü€😀\\ud83d\\ude00\", \"model\" : \"mö\" , \"stream\":null}";

    var facts = facts(body);

    assertThat(cut(body, facts.modelValue())).isEqualTo("\"mö\"");
    assertThat(facts.stream()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "                                              |nothing",
        ",\"priority\":-3                               |INTERACTIVE",
        ",\"priority\":0                                |DEFAULT",
        ",\"priority\":1                                |BULK",
        ",\"priority\":1.5                              |nothing",
        ",\"priority\":\"high\"                         |nothing",
        ",\"priority\":-99999999999999999999            |nothing",
        ",\"service_tier\":\"priority\"                 |INTERACTIVE",
        ",\"service_tier\":\"default\"                  |DEFAULT",
        ",\"service_tier\":\"flex\"                     |BULK",
        ",\"service_tier\":\"batch\"                    |BULK",
        ",\"service_tier\":\"auto\"                     |nothing",
        ",\"service_tier\":\"scale\"                    |DEFAULT",
        ",\"service_tier\":null                         |nothing",
        ",\"service_tier\":\"flex\",\"priority\":-1      |BULK",
        ",\"service_tier\":\"priority\",\"priority\":0   |DEFAULT",
        ",\"service_tier\":\"auto\",\"priority\":-1      |INTERACTIVE",
      })
  void findsHowUrgentARequestCallsItself(@Nullable String fields, @Nullable Priority expected) {
    var facts = facts("{\"model\":\"m\"" + (fields == null ? "" : fields) + "}");

    assertThat(facts.priority()).isEqualTo(expected);
  }

  @Test
  void readsEscapedKeysAsEnginesDo() {
    var facts = facts("{\"m\\u006fdel\":\"a\\u0062\"}");

    assertThat(facts.model()).isEqualTo("ab");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"m\"}                              |1",
        "{\"model\":\"m\",\"prompt\":\"a\",\"n\":3}     |3",
        "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"n\":3} |6",
        "{\"model\":\"m\",\"prompt\":[1,2,3]}           |1",
        "{\"model\":\"m\",\"prompt\":[[1,2],[3]],\"n\":2} |4",
        "{\"model\":\"m\",\"prompt\":[]}                |1",
        "{\"model\":\"m\",\"prompt\":null,\"prompt_embeds\":[\"x\",\"y\"]} |2",
        "{\"model\":\"m\",\"prompt\":\"a\",\"prompt_embeds\":\"x\"} |2"
      })
  void countsTheChoicesOfACompletion(String body, int choices) {
    var facts = ((Inspection.Routable) inspect(body, ApiKind.COMPLETIONS)).facts();

    assertThat(facts.choices()).isEqualTo(choices);
  }

  @Test
  void findsTheHeadOfAConversation() {
    String body =
        """
        {"model":"m","messages":[ {"role":"system","content":"ä"}, {"role":"user","content":"hi"},
          {"role":"assistant","content":"x"}, {"role":"user","content":"y"}],"tools":[{"a":1}]}\
        """;

    var head = facts(body).conversationHead();

    assertThat(head.stream().map(part -> cut(body, part)).collect(Collectors.joining("|")))
        .isEqualTo(
            "[{\"a\":1}]|{\"role\":\"system\",\"content\":\"ä\"}, {\"role\":\"user\",\"content\":\"hi\"}");
  }

  @Test
  void keepsTheHeadWhileAConversationGrows() {
    String first = "[{\"role\":\"user\",\"content\":\"a\"}";
    String shorter = "{\"model\":\"m\",\"messages\":" + first + "]}";
    String longer =
        "{\"model\":\"m\",\"messages\":" + first + ",{\"role\":\"user\",\"content\":\"b\"}]}";

    assertThat(facts(shorter).conversationHead()).isEqualTo(facts(longer).conversationHead());
  }

  @Test
  void estimatesTokensFromTextsAndNotFromMedia() {
    String image = "{\"type\":\"x\",\"image_url\":{\"url\":\"" + "A".repeat(4000) + "\"}}";
    String text = "{\"text\":\"" + "b".repeat(39) + "\",\"type\":\"\"}";

    var facts =
        facts(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[%s,%s]}]}"
                .formatted(image, text));

    assertThat(facts.promptTokens()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                       |model",
        "{\"model\":1}                                            |model",
        "{\"model\":null}                                         |model",
        "{\"model\":\"a\",\"model\":\"b\"}                        |model",
        "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}                  |model",
        "{\"model\":\"m\",\"stream\":\"true\"}                    |stream",
        "{\"model\":\"m\",\"stream\":1}                           |stream",
        "{\"model\":\"m\",\"stream\":true,\"stream\":false}       |stream",
        "{\"model\":\"m\",\"n\":0}                                |n",
        "{\"model\":\"m\",\"n\":129}                              |n",
        "{\"model\":\"m\",\"n\":1.5}                              |n",
        "{\"model\":\"m\",\"n\":\"2\"}                            |n",
        "{\"model\":\"m\",\"stream_options\":[]}                  |stream_options",
        "{\"model\":\"m\",\"stream_options\":{\"include_usage\":1}} |stream_options",
        "{\"model\":\"m\",\"stream_options\":{\"include_usage\":true,\"include_usage\":true}} |stream_options"
      })
  void refusesWhatItCannotDecideBy(String body, String param) {
    ApiError error = ((Inspection.Refused) inspect(body, ApiKind.CHAT)).error();

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"model\":\"m\"",
        "{\"model\":\"m\"} x",
        "{\"model\":\"m\"}{}"
      })
  void refusesWhatIsNotOneObject(String body) {
    ApiError error = ((Inspection.Refused) inspect(body, ApiKind.CHAT)).error();

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.param()).isNull();
  }

  @Test
  void refusesOtherEncodings() {
    String body = "{\"model\":\"mä\"}";

    assertThat(BodyInspector.inspect(body.getBytes(UTF_16LE), ApiKind.CHAT))
        .isInstanceOf(Inspection.Refused.class);
    assertThat(BodyInspector.inspect(body.getBytes(ISO_8859_1), ApiKind.CHAT))
        .isInstanceOf(Inspection.Refused.class);
    assertThat(inspect("\uFEFF" + body, ApiKind.CHAT)).isInstanceOf(Inspection.Refused.class);
  }

  @Test
  void letsLargeNumbersAndLongTextsPass() {
    String body =
        "{\"seed\":%s,\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":%s}"
            .formatted("1".repeat(2000), "x".repeat(31 << 20), "9".repeat(400));

    assertThat(facts(body).outputTokensMax()).isZero();
  }

  @Test
  void keepsLongKeysAsTheirHash() {
    String body = "{\"model\":\"m\",\"prompt_cache_key\":\"%s\"}";

    var one = facts(body.formatted("x".repeat(1_000_000))).cacheKey();
    var other = facts(body.formatted("x".repeat(1_000_001))).cacheKey();

    assertThat(one).hasSize(71).startsWith("sha256:").isNotEqualTo(other);
  }

  @Test
  void findsWhatARouterNeedsOfARequestForAResponse() {
    String body =
        """
        {"model":"m","stream":true,"n":"x","max_output_tokens":9,"max_tokens":5,
         "input":[{"role":"developer","content":"a"},{"role":"user","content":"b"},{"type":"x"}],
         "instructions":"i","conversation":{"id":"c"},"previous_response_id":"resp_1",
         "background":true,"store":false,"stream_options":{"include_obfuscation":false}}\
        """;

    var facts = facts(body, ApiKind.RESPONSES);

    assertThat(facts.outputTokensMax()).isEqualTo(9);
    assertThat(facts.cacheKey()).isEqualTo("c");
    assertThat(facts.responses()).isEqualTo(new ResponseFacts("resp_1", false, true));
    assertThat(facts.conversationHead().stream().map(part -> cut(body, part)))
        .containsExactly(
            "\"i\"",
            "{\"role\":\"developer\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}");
    assertThat(BodySplice.splice(body.getBytes(UTF_8), facts, null, true))
        .isEqualTo(body.getBytes(UTF_8));
  }

  @Test
  void takesATextAsTheHeadOfAResponse() {
    String body = "{\"model\":\"m\",\"input\":\"hello\"}";

    var facts = facts(body, ApiKind.RESPONSES);

    assertThat(facts.conversationHead().stream().map(part -> cut(body, part)))
        .containsExactly("\"hello\"");
    assertThat(facts.responses()).isEqualTo(new ResponseFacts(null, true, false));
  }

  @Test
  void findsWhatARouterNeedsOfAnthropicsRequests() {
    String image = "{\"type\":\"image\",\"source\":{\"data\":\"" + "A".repeat(4000) + "\"}}";
    String body =
        "{\"model\":\"m\",\"max_tokens\":4,\"system\":[{\"text\":\"12345678\"}],\"user\":\"x\","
            + "\"metadata\":{\"user_id\":\"u\"},\"messages\":[{\"role\":\"user\",\"content\":["
            + image
            + "]}]}";

    var facts = facts(body, ApiKind.MESSAGES);

    assertThat(facts.user()).isEqualTo("u");
    assertThat(facts.outputTokensMax()).isEqualTo(4);
    assertThat(facts.conversationHead()).hasSize(2);
    assertThat(facts.promptTokens()).isBetween(2, 4);
    assertThat(facts(body, ApiKind.COUNT_TOKENS).user()).isEqualTo("u");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RERANK     |{\"model\":\"m\",\"query\":\"1234\",\"documents\":[\"12345678\",{\"text\":\"1234\"}]} |4",
        "SCORE      |{\"model\":\"m\",\"text_1\":\"1234\",\"text_2\":[\"12345678\"]}        |3",
        "TOKENIZE   |{\"model\":\"m\",\"prompt\":\"12345678\"}                              |2",
        "DETOKENIZE |{\"model\":\"m\",\"tokens\":[1,2,3]}                                 |3"
      })
  void estimatesTokensOfEveryKind(ApiKind kind, String body, int tokens) {
    assertThat(facts(body, kind).promptTokens()).isEqualTo(tokens);
  }

  @Test
  void leavesTheModelOpenWhereEnginesDo() {
    byte[] body = "{\"prompt\":\"x\"}".getBytes(UTF_8);
    var unnamed = (Inspection.Unnamed) BodyInspector.inspect(body, ApiKind.TOKENIZE);

    var facts = unnamed.named("m").facts();

    assertThat(facts.model()).isEqualTo("m");
    assertThat(BodySplice.splice(body, facts, "served", false)).isSameAs(body);
    assertThat(inspect("{\"prompt\":\"x\"}", ApiKind.RERANK))
        .isInstanceOf(Inspection.Refused.class);
  }

  @Test
  void namesTheServedModelWhereTheClientNamedNone() {
    byte[] body = "{\"model\":null,\"tokens\":[]}".getBytes(UTF_8);
    var unnamed = (Inspection.Unnamed) BodyInspector.inspect(body, ApiKind.DETOKENIZE);

    byte[] spliced = BodySplice.splice(body, unnamed.named("m").facts(), "served", false);

    assertThat(new String(spliced, UTF_8)).isEqualTo("{\"model\":\"served\",\"tokens\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RESPONSES |{\"model\":\"m\",\"store\":1}                       |store",
        "RESPONSES |{\"model\":\"m\",\"background\":\"x\"}            |background",
        "RESPONSES |{\"model\":\"m\",\"previous_response_id\":1}        |previous_response_id",
        "RESPONSES |{\"model\":\"m\",\"input\":\"a\",\"input\":\"b\"} |input",
        "RESPONSES |{\"model\":\"m\",\"request_id\":\"resp_1\"}     |request_id",
        "RESPONSES |{\"model\":\"m\",\"request\\u005fid\":\"resp_1\"} |request_id",
        "RESPONSES |{\"model\":\"m\",\"rid\":\"resp_1\"}            |rid",
        "MESSAGES  |{\"model\":\"m\",\"system\":\"a\",\"system\":\"b\"} |system",
        "MESSAGES  |{\"model\":\"m\",\"stream\":1}                      |stream",
        "TOKENIZE  |{\"model\":1}                                       |model"
      })
  void refusesWhatNoKindCanDecideBy(ApiKind kind, String body, String param) {
    assertThat(((Inspection.Refused) inspect(body, kind)).error().param()).isEqualTo(param);
  }

  @Test
  void letsAnEngineNameWhatTheClientLeavesUnnamed() {
    var facts = facts("{\"model\":\"m\",\"request_id\":null,\"rid\":null}", ApiKind.RESPONSES);

    assertThat(facts.model()).isEqualTo("m");
  }

  @Test
  void letsFieldsOfOtherKindsPass() {
    assertThat(facts("{\"model\":\"m\",\"store\":1,\"system\":\"a\",\"system\":\"b\"}").model())
        .isEqualTo("m");
  }

  private static RequestFacts facts(String body, ApiKind kind) {
    return ((Inspection.Routable) inspect(body, kind)).facts();
  }

  private static RequestFacts facts(String body) {
    return ((Inspection.Routable) inspect(body, ApiKind.CHAT)).facts();
  }

  private static Inspection inspect(String body, ApiKind kind) {
    return BodyInspector.inspect(body.getBytes(UTF_8), kind);
  }

  private static String cut(String body, ByteRange at) {
    return new String(body.getBytes(UTF_8), at.from(), at.to() - at.from(), UTF_8);
  }
}
