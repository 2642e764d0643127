package io.spillway.gateway.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.json.JsonCursor.Kind;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonCursorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [ ] ",
        "\"\"",
        "0",
        "-0",
        "-0.0e-0",
        "1E+2",
        "[1,2,{\"a\":[]}]",
        "null",
        "true",
        "\"\\u00e4\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
        "\"\\ud800\"",
        "\"\u007f\"",
        "{\"a\":1,\"a\":2}",
        "12345678901234567890123456789012345678901234567890"
      })
  void acceptsWhatTheGrammarAccepts(String text) {
    assertThat(valid(text.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "01",
        "-",
        "-a",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "0x1",
        "nul",
        "nulll",
        "True",
        "NaN",
        "Infinity",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"a\tb\"",
        "\"a\nb\"",
        "{} {}",
        "[]x",
        "1 2",
        "//x\n1",
        "[1]]",
        "\uFEFF{}",
        "{\"a\":1}}",
        "\u0000",
        "[\"a\",\n\"b]"
      })
  void refusesWhatTheGrammarRefuses(String text) {
    assertThat(valid(text.getBytes(UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\u00c0\u00af\"",
        "\"\u00c1\u0081\"",
        "\"\u00e0\u009f\u00bf\"",
        "\"\u00ed\u00a0\u0080\"",
        "\"\u00f0\u008f\u00bf\u00bf\"",
        "\"\u00f4\u0090\u0080\u0080\"",
        "\"\u00f5\u0080\"",
        "\"\u0080\"",
        "\"\u00c3\"",
        "\"\u00e2\u0082\"",
        "\"\u00ff\""
      })
  void refusesWhatIsNotUtf8(String bytes) {
    assertThat(valid(bytes.getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void readsAsDeepAsTheBoundAndNoDeeper() {
    int max = JsonCursor.DEPTH_MAX;

    assertThat(valid(("[".repeat(max) + "]".repeat(max)).getBytes(UTF_8))).isTrue();
    assertThat(valid(("[".repeat(max + 1) + "]".repeat(max + 1)).getBytes(UTF_8))).isFalse();
    assertThat(valid("[".repeat(1_000_000).getBytes(UTF_8))).isFalse();
  }

  @Test
  void hasNoLimitOnNumbersNamesOrStrings() {
    String digits = "1".repeat(3_000_000);
    String text = "{\"" + digits + "\":" + digits + ",\"s\":\"" + "x".repeat(30_000_000) + "\"}";

    assertThat(valid(text.getBytes(UTF_8))).isTrue();
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    var cursor = over("{\"secret\":tru}");

    cursor.skip();

    assertThat(cursor.end()).isFalse();
    assertThat(cursor.problem()).isEqualTo("a value was expected at byte 13");
  }

  @Test
  void staysInsideItsRange() {
    byte[] bytes = "xx[1]]yy".getBytes(UTF_8);
    var cursor = new JsonCursor().over(bytes, 2, 5);

    cursor.skip();

    assertThat(cursor.end()).isTrue();
    assertThat(cursor.position()).isEqualTo(5);
  }

  @Test
  void readsIntegersThatFit() {
    assertThat(integer("999999999999999999")).isEqualTo(999999999999999999L);
    assertThat(integer("-12")).isEqualTo(-12);
    assertThat(integer("1.0")).isEqualTo(JsonCursor.NOT_INTEGER);
    assertThat(integer("1e2")).isEqualTo(JsonCursor.NOT_INTEGER);
    assertThat(integer("9".repeat(19))).isEqualTo(JsonCursor.NOT_INTEGER);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void agreesWithTheTreeOnWhatIsValid(long seed) {
    var json = new RandomJson(new Random(seed));
    for (int i = 0; i < 50; i++) {
      byte[] text = json.write(json.value(5));
      byte[] damaged = json.mutate(text);

      assertThat(valid(text)).as(new String(text, UTF_8)).isTrue();
      assertThat(valid(damaged))
          .as(new String(damaged, UTF_8))
          .isEqualTo(StrictJson.parse(damaged) != null);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void readsStringsAsTheTreeDoes(long seed) {
    var json = new RandomJson(new Random(seed));
    for (int i = 0; i < 50; i++) {
      String text = json.string();
      byte[] written = json.write(RandomJson.MAPPER.valueToTree(text));
      var cursor = new JsonCursor().over(written, 0, written.length);

      assertThat(cursor.kind()).isEqualTo(Kind.STRING);
      cursor.skip();
      assertThat(cursor.text()).isEqualTo(text);
      assertThat(StrictJson.parse(JsonText.quoted(text))).hasToString(quotedByTree(text));
    }
  }

  private static String quotedByTree(String text) {
    return RandomJson.MAPPER.valueToTree(text).toString();
  }

  private static boolean valid(byte[] bytes) {
    var cursor = new JsonCursor().over(bytes, 0, bytes.length);
    cursor.skip();
    return cursor.end();
  }

  private static long integer(String text) {
    var cursor = over(text);
    cursor.skip();
    return cursor.integer();
  }

  private static JsonCursor over(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new JsonCursor().over(bytes, 0, bytes.length);
  }
}
