package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest
  @CsvSource({
    "http://user:pa/ss@host:1, ***@host:1",
    "user:pass@host, ***@host",
    "https://host/v1?key=secret, https://host/v1?***",
    "https://u:p@host/v1?key=secret, ***@host/v1?***",
    "Qwen/Qwen2.5, Qwen/Qwen2.5"
  })
  void masksWhatAUrlCarries(String text, String expected) {
    assertThat(Shown.value(text)).isEqualTo(expected);
  }

  @Test
  void staysOnOneShortLine() {
    assertThat(Shown.value("a\nb\u001b[31m\u2028\u202e")).isEqualTo("a?b?[31m??");
    assertThat(Shown.value("x".repeat(500))).hasSize(101).endsWith("…");
    assertThat(Shown.value("")).isEqualTo("empty");
  }

  @Test
  void quotesOddKeys() {
    assertThat(Shown.key("a", "b c")).isEqualTo("a.'b c'");
    assertThat(Shown.key("", "b")).isEqualTo("b");
    assertThat(Shown.item("a", 3)).isEqualTo("a[3]");
  }
}
