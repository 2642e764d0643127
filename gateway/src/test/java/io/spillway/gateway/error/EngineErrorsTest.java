package io.spillway.gateway.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          404 | {"error":{"message":"no x","type":"NotFoundError","param":"model","code":404}} | 404 | model_not_found | no x
          400 | {"object":"error","message":"bad","type":"BadRequestError","param":null,"code":400} | 400 | | bad
          401 | {"error":"Unauthorized"} | 502 | bad_gateway | Unauthorized
          429 | {"error":"Model is overloaded","error_type":"overloaded"} | 429 | server_busy | Model is overloaded
          422 | {"error":"too long","error_type":"validation"} | 400 | | too long
          422 | {"error":{"message":"image","type":"UnprocessableEntityError","param":null,"code":422}} | 422 | | image
          424 | {"error":"gen","error_type":"generation"} | 502 | bad_gateway | gen
          503 | {"error":{"code":503,"message":"Loading model","type":"unavailable_error"}} | 503 | server_is_overloaded | Loading model
          400 | {"detail":[{"msg":"field required"}]} | 400 | | field required
          422 | {"error":"no template","error_type":"template_error"} | 400 | | no template
          422 | {"detail":[{"msg":"field required"}]} | 400 | | field required
          500 | {"error":"Incomplete generation","error_type":"incomplete_generation"} | 500 | | Incomplete generation
          503 | {"error":"unhealthy","error_type":"healthcheck"} | 503 | server_is_overloaded | unhealthy
          401 | | 502 | bad_gateway | The engine failed (502).
          400 | {"error":{"message":"This model's maximum context length is 8 tokens.","type":"BadRequestError","param":"input_tokens","code":400}} | 400 | context_length_exceeded | This model's maximum context length is 8 tokens.
          400 | {"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}} | 400 | context_length_exceeded | the request exceeds the available context size
          400 | {"object":"error","message":"longer than the model's context length (8)","type":"BadRequestError","param":null,"code":400} | 400 | context_length_exceeded | longer than the model's context length (8)
          503 | {"object":"error","message":"The request queue is full.","type":"SERVICE_UNAVAILABLE","param":null,"code":503} | 503 | server_is_overloaded | The request queue is full.
          503 | {"error":"The model is currently scaling. Please try again later."} | 503 | server_is_overloaded | The model is currently scaling. Please try again later.
          501 | {"error":{"code":501,"message":"not supported","type":"not_supported_error"}} | 501 | | not supported
          499 | {"error":{"message":"request canceled","type":"api_error","param":null,"code":null}} | 502 | bad_gateway | request canceled
          503 | {"error":{"message":"server busy, please try again.  maximum pending requests exceeded","type":"api_error","param":null,"code":null}} | 503 | server_is_overloaded | server busy, please try again.  maximum pending requests exceeded
          400 | {"error":"max_tokens must be positive"} | 400 | | max_tokens must be positive
          400 | {"message":"bad","type":"BadRequestError","param":null,"code":400} | 400 | | bad
          404 | {"error":{"message":"no x","type":"invalid_request_error","param":"model","code":"model_not_found"}} | 404 | model_not_found | no x
          302 | <html>moved</html> | 502 | bad_gateway | The engine failed (502).
          500 | Traceback (most recent call last) | 500 | | The engine failed (500).
          """)
  void normalisesEveryShape(int status, String body, int expected, String code, String message) {
    byte[] bytes = body == null ? new byte[0] : body.getBytes(UTF_8);

    ApiError error = EngineErrors.normalise(status, bytes);

    assertThat(error.status()).isEqualTo(expected);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).isEqualTo(message);
  }

  @Test
  void readsTheStatusOfAnErrorEvent() {
    assertThat(
            EngineErrors.fromEvent("{\"error\":{\"message\":\"m\",\"code\":503}}".getBytes(UTF_8))
                .status())
        .isEqualTo(503);
    assertThat(EngineErrors.fromEvent("{\"error\":\"m\"}".getBytes(UTF_8)).status()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_request_error, 400",
    "authentication_error, 502",
    "billing_error, 502",
    "permission_error, 502",
    "not_found_error, 404",
    "request_too_large, 413",
    "rate_limit_error, 429",
    "api_error, 500",
    "unavailable_error, 503",
    "timeout_error, 504",
    "overloaded_error, 529",
    "of_tomorrow, 500"
  })
  void readsTheStatusOfAnEventWithoutANumberFromItsType(String type, int status) {
    String event =
        "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"m\"}}".formatted(type);

    assertThat(EngineErrors.fromEvent(event.getBytes(UTF_8)).status()).isEqualTo(status);
  }

  @Test
  void believesTheNumberOfAnEventMoreThanItsWords() {
    String number = "{\"error\":{\"type\":\"invalid_request_error\",\"code\":503}}";
    String word = "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}";

    assertThat(EngineErrors.fromEvent(number.getBytes(UTF_8)).status()).isEqualTo(503);
    assertThat(EngineErrors.fromEvent(word.getBytes(UTF_8)).status()).isEqualTo(429);
  }

  @Test
  void keepsWordsBackAfterWhichClientsWouldNotComeAgain() {
    String body = "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":null}}";

    assertThat(EngineErrors.normalise(429, body.getBytes(UTF_8)).message())
        .isEqualTo("The engine refused the request (429).");
  }

  @Test
  void writesAllFourKeysAndEscapes() throws Exception {
    JsonNode error =
        new ObjectMapper().readTree(ApiError.invalid("n", "a \"b\"\n\u2028").json()).get("error");

    assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
    assertThat(error.get("message").asText()).isEqualTo("a \"b\"\n\u2028");
    assertThat(error.get("code").isNull()).isTrue();
  }

  @Test
  void endsAStreamWithAnEventEveryClientSees() {
    String event = new String(ApiError.broken("cut").event(), UTF_8);

    assertThat(event).startsWith("event: error\ndata: {\"error\":{").endsWith("}}\n\n");
  }

  @Test
  void neverThrowsOnGarbage() {
    var random = new Random(1);
    for (int i = 0; i < 5000; i++) {
      byte[] body = new byte[random.nextInt(60)];
      random.nextBytes(body);

      assertThat(EngineErrors.normalise(random.nextInt(700), body).status()).isBetween(400, 599);
    }
  }
}
