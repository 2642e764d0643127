package io.spillway.gateway.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.error.ApiError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartInspectorTest {
  private static final String TYPE = "multipart/form-data; boundary=XX";
  private static final String FILE =
      String.join(
          "\r\n",
          "--XX",
          "Content-Disposition: form-data; name=\"file\"; filename=\"a;\\\"b.wav\"",
          "Content-Type: audio/wav",
          "",
          "RIFF",
          "--X",
          "-XX--XX",
          "");

  @Test
  void findsTheModelBehindTheFile() {
    String body =
        FILE
            + field("model", "whisper-ä")
            + field("stream", "True")
            + field("user", "u")
            + "--XX--";

    var facts = facts(body);

    assertThat(facts.model()).isEqualTo("whisper-ä");
    assertThat(facts.form()).isTrue();
    assertThat(facts.stream()).isTrue();
    assertThat(facts.user()).isEqualTo("u");
    assertThat(cut(body, facts.modelValue())).isEqualTo("whisper-ä");
  }

  @Test
  void findsWhatARouterNeeds() {
    var facts =
        facts(
            field("model", "m")
                + field("prompt", "12345678")
                + field("session_id", "s")
                + field("prompt_cache_key", "k")
                + field("max_completion_tokens", "7")
                + field("temperature", "0")
                + "--XX--\r\n");

    assertThat(facts.promptTokens()).isEqualTo(2);
    assertThat(facts.cacheKey()).isEqualTo("k");
    assertThat(facts.outputTokensMax()).isEqualTo(7);
    assertThat(facts.stream()).isFalse();
    assertThat(facts.usageAsked()).isTrue();
  }

  @Test
  void splicesTheModelAndKeepsEveryOtherByte() {
    byte[] body = (FILE + field("model", "m") + "--XX--").getBytes(UTF_8);
    var facts = ((Inspection.Routable) inspect(new String(body, UTF_8), TYPE)).facts();

    byte[] spliced = BodySplice.splice(body, facts, "Served/\"M\"", true);

    assertThat(new String(spliced, UTF_8))
        .isEqualTo(FILE + field("model", "Served/\"M\"") + "--XX--");
    assertThat(BodySplice.splice(body, facts, "m", true)).isSameAs(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/form-data; boundary=\"XX\"            |true",
        "Multipart/Form-Data;charset=UTF-8; BOUNDARY=XX; |true",
        "multipart/form-data                             |false",
        "multipart/mixed; boundary=XX                    |false",
        "application/json                                |false",
        "multipart/form-data; boundary=XX; boundary=YY   |false",
        "multipart/form-data; boundary=XX; charset=utf-16|false",
        "multipart/form-data; boundary=                  |false",
        "multipart/form-data; boundary=\"XX              |false",
        "multipart/form-data; boundary=XX y              |false",
        "multipart/form-data; boundary=\"\"              |false"
      })
  void takesTheBoundaryFromTheContentType(String type, boolean routable) {
    assertThat(inspect(field("model", "m") + "--XX--", type) instanceof Inspection.Routable)
        .isEqualTo(routable);
  }

  @Test
  void refusesARequestWithoutAContentType() {
    assertThat(refusal(field("model", "m") + "--XX--", null).status()).isEqualTo(415);
  }

  @Test
  void refusesDecidingFieldsThatCouldBeReadInTwoWays() {
    String model = field("model", "m");
    assertThat(refusal("--XX--").param()).isEqualTo("model");
    assertThat(refusal(model + model + "--XX--").param()).isEqualTo("model");
    assertThat(refusal(model + field("stream", "maybe") + "--XX--").param()).isEqualTo("stream");
    assertThat(refusal(field("model", "x".repeat(1025)) + "--XX--").param()).isEqualTo("model");
    assertThat(refusal(model.replace("\"model\"", "\"model\"; filename=\"x\"") + "--XX--").param())
        .isEqualTo("model");
    byte[] latin = (field("model", "ä") + "--XX--").getBytes(ISO_8859_1);
    assertThat(MultipartInspector.inspect(latin, TYPE, ApiKind.TRANSCRIPTIONS))
        .isInstanceOf(Inspection.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--XX",
        "--XX\r\n",
        "preamble\r\n{m}--XX--",
        "\r\n{m}--XX--",
        "{m}",
        "{m}--XX",
        "{m}--XX--more",
        "{m}--XX --",
        "{m}--XXY\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX--",
        "{m}--XX  Content-Disposition: form-data; name=a\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\n\r\nno head\r\n--XX--",
        "{m}--XX\r\nContent-Type: text/plain\r\n\r\nno name\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a; name*=b\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=\"a\\b\"\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition : form-data; name=a\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a\nX: y\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a\rXY: z\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--XX--",
        "{m}--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nthe end is missing",
        "--XX\nContent-Disposition: form-data; name=\"model\"\n\nm\n--XX--"
      })
  void refusesBrokenForms(String body) {
    ApiError error = refusal(body.replace("{m}", field("model", "m")));

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.param()).isNull();
    assertThat(error.message()).contains("not a valid form");
  }

  @Test
  void boundsHeadsAndParts() {
    String long1 = "--XX\r\nX: " + "y".repeat(9000) + "\r\n\r\nx\r\n";
    String lines =
        "--XX\r\nContent-Disposition: form-data; name=a\r\n" + "X: y\r\n".repeat(16) + "\r\n\r\n";

    assertThat(refusal(long1 + "--XX--").message()).contains("head has no end");
    assertThat(refusal(lines + "--XX--").message()).contains("head is not");
    assertThat(refusal(field("a", "").repeat(257) + "--XX--").message()).contains("256 parts");
  }

  private static String field(String name, String value) {
    return "--XX\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(name, value);
  }

  private static RequestFacts facts(String body) {
    return ((Inspection.Routable) inspect(body, TYPE)).facts();
  }

  private static ApiError refusal(String body) {
    return refusal(body, TYPE);
  }

  private static ApiError refusal(String body, @Nullable String type) {
    return ((Inspection.Refused) inspect(body, type)).error();
  }

  private static Inspection inspect(String body, @Nullable String type) {
    return MultipartInspector.inspect(body.getBytes(UTF_8), type, ApiKind.TRANSCRIPTIONS);
  }

  private static String cut(String body, ByteRange at) {
    return new String(body.getBytes(UTF_8), at.from(), at.to() - at.from(), UTF_8);
  }
}
