package io.spillway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.relay.ResponseAction;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiPathTest {
  @ParameterizedTest
  @EnumSource(
      value = ApiKind.class,
      names = {"CHAT", "MESSAGES", "COUNT_TOKENS", "TOKENIZE", "DETOKENIZE"})
  void readsThePathsOfBodiesForAModel(ApiKind kind) {
    ApiPath path = ApiPath.of(kind.path());

    assertThat(path).isEqualTo(new ApiPath.Relayed(kind));
    assertThat(path.methods()).containsExactly(HttpMethod.POST);
  }

  @Test
  void readsThePathsOfAKeptResponse() {
    assertThat(ApiPath.of("/v1/responses/resp_1"))
        .isEqualTo(
            new ApiPath.Kept("resp_1", List.of(ResponseAction.RETRIEVE, ResponseAction.DELETE)));
    assertThat(ApiPath.of("/v1/responses/resp_1/cancel"))
        .isEqualTo(new ApiPath.Kept("resp_1", List.of(ResponseAction.CANCEL)));
    assertThat(ApiPath.of("/v1/responses/resp_1/input_items"))
        .isEqualTo(new ApiPath.Kept("resp_1", List.of(ResponseAction.INPUT_ITEMS)));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/responses/a, GET, RETRIEVE",
    "/v1/responses/a, DELETE, DELETE",
    "/v1/responses/a/cancel, POST, CANCEL",
    "/v1/responses/a/input_items, GET, INPUT_ITEMS",
  })
  void tellsWhatIsAskedByItsMethod(String path, String method, ResponseAction action) {
    var kept = (ApiPath.Kept) ApiPath.of(path);

    assertThat(kept.action(HttpMethod.valueOf(method))).isEqualTo(action);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Resp-1.2_3~4", "...", ".a", "cancel", "input_items", "-"})
  void takesIdsThatMeanTheSameInEveryPath(String id) {
    assertThat(ApiPath.of("/v1/responses/" + id)).isInstanceOf(ApiPath.Kept.class);
  }

  @Test
  void boundsAnIdsLength() {
    assertThat(ApiPath.of("/v1/responses/" + "a".repeat(256))).isInstanceOf(ApiPath.Kept.class);
    assertThat(ApiPath.of("/v1/responses/" + "a".repeat(257))).isEqualTo(new ApiPath.Unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/responses/",
        "/v1/responses//",
        "/v1/responses//cancel",
        "/v1/responses/.",
        "/v1/responses/..",
        "/v1/responses/../cancel",
        "/v1/responses/./input_items",
        "/v1/responses/../../metrics",
        "/v1/responses/a/..",
        "/v1/responses/a/../b",
        "/v1/responses/a/",
        "/v1/responses/a/cancel/",
        "/v1/responses/a/cancel/b",
        "/v1/responses/a/Cancel",
        "/v1/responses/a/%63ancel",
        "/v1/responses/a/other",
        "/v1/responses/%61",
        "/v1/responses/%2e%2e",
        "/v1/responses/a%2f..",
        "/v1/responses/a%00",
        "/v1/responses/a%",
        "/v1/responses/a b",
        "/v1/responses/a\tb",
        "/v1/responses/a\r\nb",
        "/v1/responses/a\\b",
        "/v1/responses/a;b",
        "/v1/responses/a?b",
        "/v1/responses/a#b",
        "/v1/responses/a@b",
        "/v1/responses/a:b",
        "/v1/responses/a+b",
        "/v1/responses/ä",
        "/v1/Responses/a",
        "/responses/a",
        "//v1/responses/a",
        "/v1/tokenize",
        "/tokenize/",
        "/v1/messages/count_tokens/a",
        "",
      })
  void doesNotServeAnythingElse(String path) {
    assertThat(ApiPath.of(path)).isEqualTo(new ApiPath.Unknown());
    assertThat(ApiPath.of(path).methods()).isEmpty();
  }
}
