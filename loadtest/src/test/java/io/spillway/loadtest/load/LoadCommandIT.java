package io.spillway.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LoadCommandIT {
  private static final String WHOLE =
      """
      data: {"choices":[{"delta":{"content":"r:0 "}}]}

      data: {"choices":[{"delta":{},"finish_reason":"length"}]}

      data: [DONE]

      """;
  private static final String WITHOUT_DONE = WHOLE.replace("data: [DONE]\n\n", "");

  private final Vertx vertx = Vertx.vertx();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private volatile String answer = WHOLE;
  private HttpServer server;

  @BeforeEach
  void serves() throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(request ->
                request.response().putHeader("content-type", "text/event-stream").end(answer))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void closes() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void reportsInTextPageAndJson(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("load.html");
    Path json = folder.resolve("load.json");

    int exit = run("--report", page.toString(), "--json", json.toString());

    assertThat(exit).isZero();
    assertThat(text(out)).contains("1 s ", "20 requests in", "20 success", "0 lost");
    assertThat(Files.readString(page)).contains("<svg", "20 success");
    assertThat(Files.readString(json)).contains("\"success\" : 20");
  }

  @Test
  void lostRequestsFailTheRun() {
    answer = WITHOUT_DONE;

    int exit = run();

    assertThat(exit).isEqualTo(1);
    assertThat(text(out)).contains("20 lost", "lost: no done");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(List.of("--model", "m"), "--url is needed"),
        Arguments.of(List.of("--url", "http://127.0.0.1:1"), "--model is needed"),
        Arguments.of(List.of("--url", "ftp://x", "--model", "m"), "--url: ftp://x (expected: http"),
        Arguments.of(base("--stream", "yes"), "--stream: yes (expected: true or false)"),
        Arguments.of(base("--rate", "0"), "--rate: 0"),
        Arguments.of(base("--rate", "1", "--rate-scale", "2"), "exclude each other"),
        Arguments.of(base("--for", "0s"), "--for: 0s (expected: above 0s"),
        Arguments.of(base("--frobnicate", "1"), "unknown option --frobnicate"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void wrongUsageIsOneLineAndStatusTwo(List<String> args, String message) {
    int exit = LoadCommand.run(args, stream(out), stream(err));

    assertThat(exit).isEqualTo(2);
    assertThat(text(err)).startsWith("spillway load: ").contains(message).hasLineCount(1);
    assertThat(text(out)).isEmpty();
  }

  @Test
  void helpNamesEveryOption() {
    int exit = LoadCommand.run(List.of("--help"), stream(out), stream(err));

    assertThat(exit).isZero();
    assertThat(text(out)).contains(LoadOptions.OPTIONS);
  }

  private int run(String... more) {
    String url = "http://127.0.0.1:" + server.actualPort();
    var args =
        Stream.concat(
            Stream.of("--url", url, "--model", "m", "--rate", "40", "--for", "500ms"),
            Stream.of(more));
    return LoadCommand.run(args.toList(), stream(out), stream(err));
  }

  private static List<String> base(String... more) {
    return Stream.concat(Stream.of("--url", "http://127.0.0.1:1", "--model", "m"), Stream.of(more))
        .toList();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
