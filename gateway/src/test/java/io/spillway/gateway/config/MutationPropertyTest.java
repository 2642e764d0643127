package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to a document, reading it ends with a value, and no secret of it is told. One
 * seed is replayed with {@code -Dseed=}.
 */
class MutationPropertyTest {
  private static final int DOCUMENTS = 40;
  private static final String SECRET = "hunter2hunter2hunter2";
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ": ",
          "- ",
          "\n",
          "\t",
          "#",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "|\n",
          ">",
          "'",
          "\"",
          "${",
          "}",
          "$$",
          "${file:/run/key}",
          "${ENGINE_KEY}",
          "? ",
          "~",
          "-1",
          "99999999999999999999",
          "\u0000",
          "\uFEFF",
          "\uD800",
          "%YAML 9.9\n",
          "---\n",
          "...\n",
          "<<: *a\n",
          "0x7f",
          "1e999",
          "::1",
          "http://[",
          "2s",
          "2 s");

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.range(0, 100) : LongStream.of(only);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverThrowsAndNeverTellsASecret(long seed) throws IOException {
    var random = new Random(seed);
    var reader =
        Read.reader(
            Map.of(
                "SPILLWAY_SECRET", SECRET,
                "ADMIN_TOKEN", SECRET,
                "ENGINE_KEY", SECRET + "\n",
                "HOSTED_KEY", SECRET),
            Map.of("/run/key", SECRET));
    String original = Files.readString(Path.of("..", "examples", "full.yaml"));

    for (int i = 0; i < DOCUMENTS; i++) {
      String document = mutate(original, random);

      var result = reader.read(document);

      assertThat(result.toString()).doesNotContain("hunter2");
      if (result instanceof ConfigResult.Invalid(var problems)) {
        assertThat(problems).isNotEmpty().allMatch(problem -> oneLine(problem.toString()));
      }
    }
  }

  private static boolean oneLine(String text) {
    return text.lines().count() == 1 && text.contains(" (expected: ");
  }

  private static String mutate(String original, Random random) {
    String text = original;
    for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
      text = random.nextBoolean() ? editCharacters(text, random) : editLines(text, random);
    }
    return text;
  }

  private static String editCharacters(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(5));
    return text.substring(0, from) + TOKENS.get(random.nextInt(TOKENS.size())) + text.substring(to);
  }

  private static String editLines(String text, Random random) {
    var lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
      case 2 -> lines.set(at, " ".repeat(random.nextInt(8)) + lines.get(at).strip());
      default -> lines.subList(at, lines.size()).clear();
    }
    return String.join("\n", lines);
  }
}
