package io.spillway.loadtest.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingRunTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void asksForAFileAndACommandLine() {
    assertThat(run("cache", "java")).isEqualTo(2);
    assertThat(said()).contains("usage: ");
  }

  @Test
  void leavesNothingBehindWhenTheGatewayDoesNotStart() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path cache = folder.resolve("a.aot");
    Files.writeString(cache, "an older one");

    int status = run(cache.toString(), java, "-cp", folder.toString(), "no.such.Main");

    assertThat(status).isEqualTo(1);
    assertThat(said())
        .contains("no AOT cache was made: the gateway did not start")
        .contains("no.such.Main");
    assertThat(cache).hasContent("an older one");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(cache);
    }
  }

  private int run(String... arguments) {
    return TrainingRun.run(List.of(arguments), new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
