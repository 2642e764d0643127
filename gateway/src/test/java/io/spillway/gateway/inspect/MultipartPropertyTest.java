package io.spillway.gateway.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random forms whose files try to look like boundaries. One seed is replayed with -Dseed=. */
final class MultipartPropertyTest {
  private static final int FORMS = 40;

  /** A form as a client meant it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Form(String boundary, String model, boolean stream, byte[] body) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void findsTheModelWhereverItStands(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < FORMS; i++) {
      Form form = form(random);

      var found = inspect(form.boundary, form.body);

      assertThat(found)
          .as(new String(form.body, ISO_8859_1))
          .isInstanceOf(Inspection.Routable.class);
      var facts = ((Inspection.Routable) found).facts();
      var at = facts.modelValue();
      assertThat(facts.model()).isEqualTo(form.model);
      assertThat(facts.stream()).isEqualTo(form.stream);
      assertThat(new String(Arrays.copyOfRange(form.body, at.from(), at.to()), UTF_8))
          .isEqualTo(form.model);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void refusesEveryFormThatIsCutShort(long seed) {
    var random = new Random(seed);
    Form form = form(random);
    int closing = new String(form.body, ISO_8859_1).lastIndexOf(form.boundary + "--");
    int length = random.nextInt(closing + form.boundary.length() + 2);

    assertThat(inspect(form.boundary, Arrays.copyOf(form.body, length)))
        .isInstanceOf(Inspection.Refused.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void neverThrowsOnDamage(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < FORMS; i++) {
      Form form = form(random);
      byte[] body = form.body.clone();
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        body[random.nextInt(body.length)] = (byte) "\r\n-\":;\0A\u00e4".charAt(random.nextInt(9));
      }

      if (inspect(form.boundary, body) instanceof Inspection.Routable(var facts)) {
        var at = facts.modelValue();
        assertThat(new String(Arrays.copyOfRange(body, at.from(), at.to()), UTF_8))
            .isEqualTo(facts.model());
      }
    }
  }

  private static Inspection inspect(String boundary, byte[] body) {
    String type = "multipart/form-data; boundary=\"" + boundary + "\"";
    return MultipartInspector.inspect(body, type, ApiKind.TRANSCRIPTIONS);
  }

  /** Bodies are built as text of one byte per character. */
  private static Form form(Random random) {
    String boundary = one(random, "X", "--", "----WebKitFormBoundary7MA4", "a b'()+_,-./:=?c");
    String model = one(random, "m", "", "whisper-1", "ä€", "-", "\r\n", "--" + boundary);
    boolean stream = random.nextBoolean();
    List<String> parts = new ArrayList<>();
    parts.add(part(random, "name=\"model\"", new String(model.getBytes(UTF_8), ISO_8859_1)));
    parts.add(part(random, "name=\"file\"; filename=\"a.wav\"", file(random, boundary)));
    if (stream || random.nextBoolean()) {
      parts.add(part(random, "name=stream", stream ? "true" : "false"));
    }
    for (int more = random.nextInt(4); more > 0; more--) {
      parts.add(part(random, "name=\"x" + more + "\"", file(random, boundary)));
    }
    Collections.shuffle(parts, random);
    var body = new StringBuilder();
    for (String part : parts) {
      body.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
    }
    body.append("--").append(boundary).append("--").append(one(random, "", "\r\n"));
    return new Form(boundary, model, stream, body.toString().getBytes(ISO_8859_1));
  }

  private static String part(Random random, String parameters, String value) {
    String type = one(random, "", "Content-Type: text/plain; charset=utf-8\r\n");
    String head = one(random, "Content-Disposition", "content-disposition");
    return type + head + ": form-data; " + parameters + "\r\n\r\n" + value;
  }

  /** Anything but the boundary itself at the start of a line. */
  private static String file(Random random, String boundary) {
    var file = new StringBuilder();
    for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
      file.append(
          one(
              random,
              "\r\n",
              "\r",
              "\n--" + boundary,
              "--" + boundary,
              "\r\n--" + boundary.substring(0, boundary.length() - 1),
              "\r\n-",
              "\r\r\n",
              "Content-Disposition: form-data; name=\"model\"\r\n\r\nother",
              "\u00ff\u0000",
              "x".repeat(random.nextInt(300))));
    }
    String text = file.toString();
    String delimiter = "\r\n--" + boundary;
    while (("\r\n" + text + "\r\n").contains(delimiter)) {
      text = ("\r\n" + text).replace(delimiter, "\r\n").substring(2);
    }
    return text;
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
