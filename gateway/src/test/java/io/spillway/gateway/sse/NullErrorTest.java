package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NullErrorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data: {\"id\":1,\"error\":null}          |data: {\"id\":1}",
        "data: {\"error\":null,\"id\":1}          |data: {\"id\":1}",
        "data:{\"a\":[],\"error\":null,\"id\":{}} |data:{\"a\":[],\"id\":{}}",
        "data: {\"error\":null}                   |data: {}",
        "data: { \"error\" : null , \"id\" : 1 }  |data: { \"id\" : 1 }",
        "data: {\"id\":1 , \"error\": null }      |data: {\"id\":1 }",
        "data: {\"\\u0065rror\":null,\"b\":2}     |data: {\"b\":2}",
        "event: x\\ndata: {\"a\":1,\"error\":null}|event: x\\ndata: {\"a\":1}",
        "data: {\"a\":1,\\ndata: \"error\":null}  |data: {\"a\":1}",
        "data: {\"error\":null,\\ndata: \"a\":1}  |data: { \"a\":1}",
      })
  void leavesEveryOtherByte(String event, String expected) {
    assertThat(removed(event.replace("\\n", "\n")))
        .isEqualTo(expected.replace("\\n", "\n") + "\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"id\":1}",
        "data: {\"error\":\"x\"}",
        "data: {\"choices\":[{\"error\":null}]}",
        "data: {\"text\":\"\\\"error\\\":null\"}",
        "data: [DONE]",
        "data: {\"error\":nul",
        ": error"
      })
  void findsNothingWhereThereIsNothing(String event) {
    assertThat(removed(event)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"error\":null,\"id\":1}                    |{\"id\":1}",
        "{ \"id\":1,\\n \"error\": null }              |{ \"id\":1 }",
        "{\"error\": null}                            |{}",
        "{\"choices\":[{\"error\":null}],\"error\":null}|{\"choices\":[{\"error\":null}]}",
      })
  void leavesEveryOtherByteOfAWholeAnswer(String answer, String expected) {
    assertThat(new String(NullError.removed(answer.replace("\\n", "\n").getBytes(UTF_8)), UTF_8))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":{}}", "{\"data\":[{\"error\":null}]}", "[]", "text", ""})
  void findsNothingInAWholeAnswerWhereThereIsNothing(String answer) {
    assertThat(NullError.removed(answer.getBytes(UTF_8))).isNull();
  }

  @Test
  void isAskedForOnlyWhereTheReaderSawOne() {
    var reader = new EventReader(io.spillway.gateway.inspect.ApiKind.CHAT, 1);
    byte[] with = "data: {\"choices\":[],\"error\":null}\n\n".getBytes(UTF_8);
    byte[] without = "data: {\"choices\":[]}\n\n".getBytes(UTF_8);

    reader.read(with, 0, with.length);
    boolean seen = reader.nullError();
    reader.read(without, 0, without.length);

    assertThat(seen).isTrue();
    assertThat(reader.nullError()).isFalse();
  }

  private static String removed(String event) {
    byte[] bytes = ("xx" + event + "\n\nyy").getBytes(UTF_8);
    byte[] result = NullError.removed(bytes, 2, bytes.length - 2);
    return result == null ? null : new String(result, UTF_8);
  }
}
