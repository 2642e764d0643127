package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolationTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "B", "${A}", "E", "");
  private static final Map<String, String> FILES =
      Map.of("/unix", "x\n", "/windows", "x\r\n", "/two", "x\n\n", "/none", "x");

  private final List<String> opened = new ArrayList<>();
  private final Interpolation interpolation =
      new Interpolation(
          ENVIRONMENT,
          path -> {
            opened.add(path.toString());
            if (!FILES.containsKey(path.toString())) {
              throw new NoSuchFileException(path.toString());
            }
            return FILES.get(path.toString());
          });

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "${A}, 1",
    "a${A}b${A}c, a1b1c",
    "${B}, ${A}",
    "x${E}y, xy",
    "$$, $",
    "$${A}, ${A}",
    "$$$$, $$",
    "a$b, a$b",
    "a$, a$",
    "${file:/unix}, x",
    "${file:/windows}, x",
    "${file:/none}, x"
  })
  void fillsIn(String raw, String expected) {
    assertThat(interpolation.expand(raw)).isEqualTo(new Interpolation.Outcome.Text(expected));
  }

  @Test
  void takesOffOnlyTheLastLineEnd() {
    assertThat(interpolation.expand("${file:/two}"))
        .isEqualTo(new Interpolation.Outcome.Text("x\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"${", "${A", "${}", "${A B}", "${1}", "${file:}", "${file:a}", "${${A}}"})
  void refusesWhatIsNotAReference(String raw) {
    assertThat(interpolation.expand(raw)).isInstanceOf(Interpolation.Outcome.Malformed.class);
  }

  @Test
  void namesTheVariableAndTheFileThatAreMissing() {
    assertThat(interpolation.expand("x${C}"))
        .isEqualTo(new Interpolation.Outcome.Dangling("${C}", "environment variable C to be set"));
    assertThat(interpolation.expand("${file:/gone}"))
        .isEqualTo(
            new Interpolation.Outcome.Dangling("${file:/gone}", "a readable file; no such file"));
  }

  @Test
  void readsAFileOnce() {
    interpolation.expand("${file:/unix}${file:/unix}");
    interpolation.expand("${file:/unix}");

    assertThat(opened).containsExactly("/unix");
  }

  @Test
  void boundsWhatReferencesGrowTo() {
    var growing = new Interpolation(Map.of("L", "x".repeat(10_000)), _ -> "");

    assertThat(growing.expand("${L}".repeat(10)))
        .isInstanceOf(Interpolation.Outcome.Malformed.class);
  }
}
