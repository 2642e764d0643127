package io.spillway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.relay.ResponseAction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseQueryTest {
  @ParameterizedTest
  @NullAndEmptySource
  void takesNoQuery(@Nullable String none) {
    assertThat(ResponseQuery.of(none, ResponseAction.RETRIEVE))
        .isEqualTo(new ResponseQuery.Accepted("", false));
  }

  @ParameterizedTest
  @CsvSource({
    "stream=true&starting_after=7, stream=true&starting_after=7, true",
    "stream=True, stream=true, true",
    "stream=%74rue, stream=true, true",
    "s%74ream=true, stream=true, true",
    "stream=false, stream=false, false",
    "starting_after=7, starting_after=7, false",
    "include[]=a.b&include%5B%5D=c, include%5B%5D=a.b&include%5B%5D=c, false",
    "include=a&include=b, include=a&include=b, false",
    "other=1&stream=true&key=secret, stream=true, true",
    "limit=3, '', false",
    "%zz=1, '', false",
    "&&, '', false",
  })
  void passesOnWhatItKnows(String raw, String text, boolean stream) {
    assertThat(ResponseQuery.of(raw, ResponseAction.RETRIEVE))
        .isEqualTo(new ResponseQuery.Accepted(text, stream));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stream",
        "stream=",
        "stream=1",
        "stream=yes",
        "stream=true&stream=false",
        "stream=true&s%74ream=true",
        "starting_after=",
        "starting_after=1%26stream=true",
        "starting_after=%0d%0a",
        "starting_after=a/b",
        "starting_after=%zz",
        "include=a%23b",
      })
  void refusesWhatAnEngineMightReadInAnotherWay(String raw) {
    assertThat(ResponseQuery.of(raw, ResponseAction.RETRIEVE))
        .isInstanceOfSatisfying(
            ResponseQuery.Refused.class,
            refused -> assertThat(refused.error().status()).isEqualTo(400));
  }

  @Test
  void passesOnHowAListIsPaged() {
    assertThat(
            ResponseQuery.of(
                "limit=2&order=asc&after=msg_1&stream=true", ResponseAction.INPUT_ITEMS))
        .isEqualTo(new ResponseQuery.Accepted("limit=2&order=asc&after=msg_1", false));
  }

  @Test
  void passesNothingOnWhereNothingIsKnown() {
    assertThat(ResponseQuery.of("stream=true", ResponseAction.DELETE))
        .isEqualTo(new ResponseQuery.Accepted("", false));
    assertThat(ResponseQuery.of("stream=true", ResponseAction.CANCEL))
        .isEqualTo(new ResponseQuery.Accepted("", false));
  }

  @Test
  void boundsTheParameters() {
    assertThat(ResponseQuery.of("a&".repeat(31) + "a", ResponseAction.RETRIEVE))
        .isInstanceOf(ResponseQuery.Accepted.class);
    assertThat(ResponseQuery.of("a&".repeat(32) + "a", ResponseAction.RETRIEVE))
        .isInstanceOf(ResponseQuery.Refused.class);
  }

  @Test
  void boundsAValue() {
    assertThat(ResponseQuery.of("include=" + "a".repeat(256), ResponseAction.RETRIEVE))
        .isInstanceOf(ResponseQuery.Accepted.class);
    assertThat(ResponseQuery.of("include=" + "a".repeat(257), ResponseAction.RETRIEVE))
        .isInstanceOf(ResponseQuery.Refused.class);
  }
}
