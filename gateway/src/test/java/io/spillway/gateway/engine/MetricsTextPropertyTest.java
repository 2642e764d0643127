package io.spillway.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to a text, reading it ends, and what it yields makes sense. One seed is replayed
 * with {@code -Dseed=}.
 */
@Timeout(60)
class MetricsTextPropertyTest {
  private static final int TEXTS = 50;
  private static final byte[] PIECES =
      "\"{}\\\n\r\t ,=#:.eE+-0123456789NaInf_\u0000é".getBytes(StandardCharsets.UTF_8);
  private static final Pattern PLAIN_LINE =
      Pattern.compile(
          "([a-z_:][a-z0-9_:]*)(?:\\{([^{}\"\\\\]|\"[^\"\\\\{}]*\")*})? ([0-9]+\\.[0-9]+)");

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.range(0, 100) : LongStream.of(only);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverThrowsAndNeverMakesNonsense(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < TEXTS; i++) {
      byte[] text = mutate(Texts.CURRENT.getBytes(StandardCharsets.UTF_8), random);

      var sample = EngineMeters.VLLM.read(text);
      readAllLabels(text);

      for (double value :
          new double[] {
            sample.running(), sample.waiting(), sample.kvUsage(), sample.completions()
          }) {
        assertThat(Double.isNaN(value) || (value >= 0 && value < 1e300)).isTrue();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void readsAPlainLineWhateverStandsAroundIt(long seed) {
    var random = new Random(seed);
    byte[] text = mutate(Texts.CURRENT.getBytes(StandardCharsets.UTF_8), random);
    var expected = new ArrayList<String>();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      var matcher = PLAIN_LINE.matcher(line);
      if (matcher.matches()) {
        expected.add(matcher.group(1) + " " + Double.valueOf(matcher.group(3)));
      }
    }

    var read = new ArrayList<String>();
    MetricsText.read(text, sample -> read.add(sample.name() + " " + sample.value()));

    assertThat(read).containsSubsequence(expected);
  }

  @Test
  void readsTheLongestTextOfAnyKindInBoundedTime() {
    for (String piece :
        List.of("{", "\"", "\\", "m{a=\"", "a ", "1", "m 1\n", "\n", "m{a=\"b\",")) {
      var text = piece.repeat(MetricsText.BYTES_MAX / piece.length());
      long start = System.nanoTime();

      readAllLabels(text.getBytes(StandardCharsets.UTF_8));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static void readAllLabels(byte[] text) {
    MetricsText.read(
        text,
        sample -> {
          assertThat(sample.name()).isNotEmpty();
          assertThat(sample.label("no such label")).isNull();
          sample.label("model_name");
        });
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] text = original;
    for (int edits = random.nextInt(20); edits > 0; edits--) {
      int at = random.nextInt(text.length);
      switch (random.nextInt(4)) {
        case 0 -> text[at] = PIECES[random.nextInt(PIECES.length)];
        case 1 -> text[at] = (byte) random.nextInt(256);
        case 2 -> text = without(text, at, Math.min(text.length, at + random.nextInt(30)));
        default -> text = Arrays.copyOf(text, Math.max(1, text.length - random.nextInt(20)));
      }
    }
    return text;
  }

  private static byte[] without(byte[] text, int from, int to) {
    var rest = Arrays.copyOf(text, text.length - (to - from));
    System.arraycopy(text, to, rest, from, text.length - to);
    return rest.length == 0 ? new byte[1] : rest;
  }
}
