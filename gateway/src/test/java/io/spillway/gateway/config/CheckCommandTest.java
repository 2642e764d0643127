package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void saysWhatAValidFileHolds() throws IOException {
    Path file = write(Read.MODEL);

    int status = run(List.of(file.toString()), Map.of());

    assertThat(status).isZero();
    assertThat(text(out))
        .isEqualTo(
            file
                + ": ok, 1 model, 2 endpoints, 0 overflow targets, open to everybody\n"
                + "warning: server.host: only this machine is served, because no tenants are"
                + " named\n");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void printsEveryProblemOnItsOwnLine() throws IOException {
    Path file = write("server: { port: x, secret: '${S}' }\n" + Read.model("queue: { max: -1 }"));

    int status = run(List.of(file.toString()), Map.of());

    assertThat(status).isEqualTo(1);
    assertThat(text(out)).isEmpty();
    assertThat(text(err).lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("server.port: x (expected: "),
            line -> assertThat(line).startsWith("server.secret: ${S} (expected: "),
            line -> assertThat(line).startsWith("models[0].queue.max: -1 (expected: "));
  }

  @Test
  void takesVariablesFromTheEnvironment() throws IOException {
    Path file = write("server: { secret: '${S}' }\n" + Read.MODEL);

    assertThat(run(List.of(file.toString()), Map.of("S", "a-secret-of-some-length"))).isZero();
  }

  @Test
  void failsOnAFileThatCannotBeRead() throws IOException {
    Path broken = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4, 'b'});
    Path missing = folder.resolve("missing.yaml");

    assertThat(run(List.of(missing.toString()), Map.of())).isEqualTo(1);
    assertThat(run(List.of(folder.toString()), Map.of())).isEqualTo(1);
    assertThat(run(List.of(broken.toString()), Map.of())).isEqualTo(1);
    assertThat(text(err).lines())
        .satisfiesExactly(
            line ->
                assertThat(line).isEqualTo(missing + ": no such file (expected: a readable file)"),
            line -> assertThat(line).startsWith(folder + ": "),
            line ->
                assertThat(line)
                    .isEqualTo(broken + ": it is not UTF-8 (expected: a readable file)"));
  }

  @Test
  void refusesAFileThatIsTooLarge() throws IOException {
    Path file = write("#".repeat(4 * 1024 * 1024 + 1));

    assertThat(run(List.of(file.toString()), Map.of())).isEqualTo(1);
    assertThat(text(err)).contains("larger than 4MiB");
  }

  @ParameterizedTest
  @MethodSource
  void refusesWrongUsageInOneLine(List<String> args) {
    assertThat(run(args, Map.of())).isEqualTo(2);
    assertThat(text(err).lines()).hasSize(1);
  }

  static List<List<String>> refusesWrongUsageInOneLine() {
    return List.of(List.of(), List.of(""), List.of("a", "b"), List.of("--strict"), List.of("a\0b"));
  }

  @Test
  void explainsItself() {
    assertThat(run(List.of("--help"), Map.of())).isZero();
    assertThat(text(out)).startsWith("Usage: ./spillway check FILE");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("spillway.yaml"), yaml);
  }

  private int run(List<String> args, Map<String, String> environment) {
    return CheckCommand.run(args, printer(out), printer(err), environment);
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
