package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ModelRenameTest {
  @Test
  void keepsEveryOtherByteOfAnEvent() {
    assertThat(
            rename("id: 7\r\ndata:{ \"x\":{\"model\":\"a\"},\"model\" : \"b\" ,\"y\":1.0}\r\n\r\n"))
        .isEqualTo(
            "id: 7\r\ndata:{ \"x\":{\"model\":\"a\"},\"model\" : \"new\" ,\"y\":1.0}\r\n\r\n");
  }

  @Test
  void keepsEveryOtherByteOfABody() {
    assertThat(rename(" {\"a\":\"ä\",\"model\":\"b\\\"\\u00e4\",\"y\":[1.0]}\n"))
        .isEqualTo(" {\"a\":\"ä\",\"model\":\"new\",\"y\":[1.0]}\n");
  }

  @Test
  void findsTheModelInDataOverSeveralLines() {
    assertThat(rename("data: {\"a\":1,\ndata: \"model\":\ndata:\"old\"\ndata: }\n\n"))
        .isEqualTo("data: {\"a\":1,\ndata: \"model\":\ndata:\"new\"\ndata: }\n\n");
  }

  @Test
  void findsTheModelOfWhatAnEventIsAbout() {
    assertThat(
            rename("data: {\"response\":{\"id\":{},\"model\":\"a\",\"x\":1},\"type\":\"t\"}\n\n"))
        .isEqualTo("data: {\"response\":{\"id\":{},\"model\":\"new\",\"x\":1},\"type\":\"t\"}\n\n");
    assertThat(rename("data: {\"message\":{\"model\":\"a\"}}\n\n"))
        .isEqualTo("data: {\"message\":{\"model\":\"new\"}}\n\n");
    assertThat(rename("{\"response\":{\"model\":1},\"message\":\"m\",\"model\":\"a\"}"))
        .isEqualTo("{\"response\":{\"model\":1},\"message\":\"m\",\"model\":\"new\"}");
    assertThat(rename("{\"item\":{\"model\":\"a\"}}")).isNull();
  }

  @Test
  void replacesNothingWhereNoModelIs() {
    assertThat(rename("data: [DONE]\n\n")).isNull();
    assertThat(rename(": ping\n\n")).isNull();
    assertThat(rename("data: {\"choices\":[{\"model\":\"a\"}]}\n\n")).isNull();
    assertThat(rename("{\"model\":null}")).isNull();
    assertThat(rename("")).isNull();
    assertThat(rename("<html>")).isNull();
  }

  private static String rename(String text) {
    byte[] bytes = ("xx" + text + "yy").getBytes(UTF_8);
    byte[] renamed = ModelRename.rename(bytes, 2, bytes.length - 2, "\"new\"".getBytes(UTF_8));
    return renamed == null ? null : new String(renamed, UTF_8);
  }
}
