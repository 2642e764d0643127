package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The documentation of the engine's switches says what the code does. */
final class EngineDocTest {
  @ParameterizedTest
  @EnumSource
  void listsEverySwitch(Trait trait) throws IOException {
    assertThat(readme())
        .contains(
            "| `--%s %s` | %s |"
                .formatted(trait.label(), trait.allowed().replace("|", "\\|"), trait.help()));
  }

  @ParameterizedTest
  @EnumSource
  void listsWhereEveryEngineDiffers(EnginePreset engine) throws IOException {
    // Traits are listed in the order of their names.
    var byName = new TreeMap<String, String>();
    engine
        .traits()
        .forEach((trait, value) -> byName.put(trait.name(), trait.label() + " " + value));
    String differs =
        byName.values().stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));

    assertThat(readme())
        .contains("| `%s` | %s |".formatted(engine.label(), differs.isEmpty() ? "none" : differs));
  }

  @ParameterizedTest
  @EnumSource
  void listsEveryFailureWithItsUsualValue(FailureKind failure) throws IOException {
    assertThat(readme().lines())
        .anyMatch(line ->
            line.startsWith("| `" + failure.label() + "` | ")
                && line.endsWith(" | " + failure.defaultValue() + " |"));
  }

  @Test
  void listsTheFamilies() throws IOException {
    String families = Family.labels().stream().collect(Collectors.joining("`, `", "`", "`."));

    assertThat(readme()).contains("Families for `--lacks`: " + families);
  }

  private static String readme() throws IOException {
    Path here = Path.of("README.md").toAbsolutePath();
    boolean inModule = here.getParent().endsWith("loadtest");
    return Files.readString(inModule ? here : Path.of("loadtest/README.md"));
  }
}
