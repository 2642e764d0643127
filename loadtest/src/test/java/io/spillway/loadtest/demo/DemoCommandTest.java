package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({
    "--for=5s, --for: 5s (expected: 40s to 1h)",
    "--for=soon, --for: soon",
    "--seed=-1, --seed: -1",
    "--loud, unknown option --loud"
  })
  void wrongUsageIsOneLineAndStatusTwo(String argument, String message) {
    int exit = run(argument);

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("spillway demo: ")
        .contains(message)
        .hasLineCount(1);
  }

  @Test
  void helpNamesTheOptions() {
    int exit = run("--help");

    assertThat(exit).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--for", "--stay", "--seed");
  }

  @Test
  void withoutALauncherThereIsNoDemo() {
    int exit = run("--for=40s");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("spillway.launcher");
  }

  private int run(String argument) {
    return DemoCommand.run(
        List.of(argument),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of());
  }
}
