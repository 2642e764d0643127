package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoIT {
  private static final Story SHORT = new Story(Duration.ofSeconds(5), 2.5);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void promisesThatHoldEndWithStatusZero() throws IOException {
    int exit = demo("java", "honest");

    assertThat(text(out))
        .contains("pod-1 dies", "calm_again", "requests to cold pods 0", "0 lost")
        .doesNotContain("BROKEN");
    assertThat(exit).isZero();
  }

  @Test
  void aGatewayThatBreaksPromisesIsFoundOut() throws IOException {
    int exit = demo("java", "careless");

    assertThat(text(out))
        .containsPattern("BROKEN +no request reaches a cold pod")
        .containsPattern("BROKEN +no request is lost");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void aGatewayThatDiesShowsItsLastLines() throws IOException {
    Path launcher = script("echo 'port is taken'\nexit 3\n");

    int exit = demo(launcher);

    assertThat(text(err)).contains("the gateway did not get ready", "port is taken");
    assertThat(exit).isEqualTo(1);
  }

  private int demo(String command, String mode) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", command).toString();
    return demo(
        script(
            "exec '%s' -XX:TieredStopAtLevel=1 -Dmode=%s -cp '%s' %s \"$@\"\n"
                .formatted(
                    java,
                    mode,
                    System.getProperty("java.class.path"),
                    StandInGateway.class.getName())));
  }

  private int demo(Path launcher) {
    var screen = new Screen(stream(out), false);
    return new Demo(SHORT, screen, stream(err), Paint.PLAIN).run(launcher.toString(), 1, false);
  }

  private Path script(String text) throws IOException {
    Path launcher = folder.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return launcher;
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
