package io.spillway.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTextTest {
  @ParameterizedTest
  @CsvSource({
    "12.0, 12",
    "0, 0",
    "0.4137, 0.4137",
    "1.7953e+09, 1.7953E9",
    "1E3, 1000",
    "-2.5, -2.5",
    "+2.5, 2.5",
    ".5, 0.5",
    "5., 5",
    "123456789012345, 1.23456789012345E14",
    "12345678901234567890, 1.2345678901234567E19",
    "0.1234567890123456789, 0.12345678901234568",
    "NaN, NaN",
    "+Inf, Infinity",
    "-Inf, -Infinity",
    "Inf, Infinity"
  })
  void readsEveryFormOfANumber(String text, double value) {
    assertThat(values("m " + text)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "m",
        "m ",
        "m{",
        "m{} ",
        "m{a=\"b\" 1",
        "m{a=\"b} 1",
        "m x",
        "m 1d",
        "m 0x1p3",
        "m .",
        "m -",
        "m e5",
        "m 1.2.3",
        "9m 1",
        "{a=\"b\"} 1",
        "# m 1",
        "m, 1",
        "m-n 1",
        "<html>",
        "m 1,5",
        "é 1",
        "m 00000000000000000000000000000000000000000000000000000000000000001"
      })
  void skipsALineThatIsNoSample(String line) {
    assertThat(values("before 1\n" + line + "\nafter 2\n")).containsExactly(1.0, 2.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm:a{b=\"c\"} 3",
        "vllm:a{b=\"c\",} 3",
        "vllm:a{ b = \"c\" , d=\"e\" } 3",
        "  vllm:a{d=\"e\",b=\"c\"}\t3",
        "vllm:a {b=\"c\"} 3",
        "vllm:a{b=\"c\"} 3 1795300002000",
        "vllm:a{b=\"c\"} 3 # {trace=\"x\"} 0.5",
        "vllm:a{b=\"c\"}3",
        "vllm:a{b=\"c\"} 3\r",
        "vllm:a{x=\"}\",y=\"\\\"\",b=\"c\"} 3",
      })
  void findsNameLabelAndValueHoweverTheyAreSpaced(String line) {
    assertThat(read(line, "b")).containsExactly("vllm:a c 3.0");
  }

  @Test
  void resolvesTheEscapesOfALabel() {
    assertThat(read("m{a=\"q\\\" b\\\\ n\\n é\"} 1", "a")).containsExactly("m q\" b\\ n\n é 1.0");
  }

  @Test
  void takesNoPartOfALabelValueForALabel() {
    assertThat(read("m{b=\"a=\\\"x\\\"\",aa=\"y\"} 1", "a")).containsExactly("m null 1.0");
  }

  @Test
  void refusesATextThatIsTooLong() {
    var text = new byte[MetricsText.BYTES_MAX + 1];

    boolean read = MetricsText.read(text, _ -> {});

    assertThat(read).isFalse();
  }

  private static List<Double> values(String text) {
    var values = new ArrayList<Double>();
    MetricsText.read(bytes(text), sample -> values.add(sample.value()));
    return values;
  }

  private static List<String> read(String text, String label) {
    var samples = new ArrayList<String>();
    MetricsText.read(
        bytes(text),
        sample -> samples.add(sample.name() + " " + sample.label(label) + " " + sample.value()));
    return samples;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
