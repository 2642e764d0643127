package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.cli.Arguments;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    "--engine=ollama, 'one of vllm, sglang, tgi, llamacpp, trtllm'",
    "--overload=maybe, wait|429|503|429-event|503-event",
    "--ping=often, TIME",
    "--chunk-tokens=0, NUMBER",
    "--lacks=chat, FAMILIES",
    "--jitter=100, PERCENT",
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

  @ParameterizedTest
  @EnumSource
  void explainsEveryTraitInALine(Trait trait) {
    run("--help");

    assertThat(text(out)).contains("--" + trait.label() + " " + trait.allowed(), trait.help());
    assertThat(trait.help()).hasLineCount(1);
    assertThat(trait.allows(trait.usual())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void setsNoTraitToWhatItCannotBe(EnginePreset engine) {
    assertThat(engine.traits())
        .allSatisfy((trait, value) -> assertThat(trait.allows(value)).isTrue());
  }

  @Test
  void takesTheEngineThenTheTraitsSetByHand() throws Exception {
    var names = List.of("--engine", "--ping");
    var arguments =
        Arguments.parse(
            List.of("--engine", "llamacpp", "--ping", "2s"), Set.copyOf(names), Set.of());

    Wire wire = EngineCommand.options(arguments).behaviour().wire();

    assertThat(wire.engine()).isEqualTo(EnginePreset.LLAMACPP);
    assertThat(wire.pingMillis()).isEqualTo(2000);
    assertThat(wire.text(Trait.LOADING)).isEqualTo("503");
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
