package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of an engine. */
final class EngineCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({
    "--prot=1, did you mean --port?",
    "--profile=a100-llama3.1-9b, did you mean a100-llama3.1-8b?",
    "--speed=0, a number above 0",
    "--load-time=2, a duration such as",
    "--fail=nonsense, 'one of status, hang'",
  })
  void refusesInOneLine(String argument, String hint) {
    int exit = run(argument);

    assertThat(exit).isEqualTo(2);
    assertThat(text(err)).startsWith("spillway engine: ").contains(hint).hasLineCount(1);
    assertThat(text(out)).isEmpty();
  }

  @Test
  void explainsItself() {
    int exit = run("--help");

    assertThat(exit).isZero();
    assertThat(text(out)).contains("Usage:", "--load-time", "error-after", "h100-llama3.1-8b");
  }

  private int run(String argument) {
    return EngineCommand.run(
        List.of(argument),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
