package io.spillway.loadtest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines, understood and refused. */
final class ArgumentsTest {
  private static final Set<String> OPTIONS = Set.of("--port", "--time", "--size", "--fail");
  private static final Set<String> SWITCHES = Set.of("--help");

  @Test
  void readsValuesAfterASpaceOrAnEqualsSign() throws UsageException {
    Arguments arguments = parse("--port", "80", "--time=150ms", "--size", "32MiB", "--help");

    assertThat(arguments.whole("--port", 1, 0, 99)).isEqualTo(80);
    assertThat(arguments.duration("--time", Duration.ZERO)).isEqualTo(Duration.ofMillis(150));
    assertThat(arguments.bytes("--size", 0)).isEqualTo(32L << 20);
    assertThat(arguments.has("--help")).isTrue();
  }

  @Test
  void keepsEveryValueOfARepeatedOption() throws UsageException {
    assertThat(parse("--fail", "a=1", "--fail=b").all("--fail")).containsExactly("a=1", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "--prot 80, unknown option --prot (did you mean --port?)",
    "--port, --port needs a value",
    "--help=1, --help takes no value",
    "80, unexpected argument 80",
  })
  void refusesWhatItDoesNotKnow(String line, String message) {
    assertThatThrownBy(() -> parse(line.split(" ")))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"eighty", "100", "-1"})
  void saysWhatANumberMayBe(String value) throws UsageException {
    Arguments arguments = parse("--port=" + value);

    assertThatThrownBy(() -> arguments.whole("--port", 1, 0, 99))
        .isInstanceOf(UsageException.class)
        .hasMessage("--port: " + value + " (expected: a whole number from 0 to 99)");
  }

  private static Arguments parse(String... args) throws UsageException {
    return Arguments.parse(List.of(args), OPTIONS, SWITCHES);
  }
}
