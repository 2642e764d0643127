package io.spillway.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.client.Outcome.Cancelled;
import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.ScriptedServer.Then;
import io.spillway.loadtest.trace.PlannedRequest;
import io.spillway.loadtest.trace.Prompt;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LoadRunIT {
  private static final String TOKEN_0 = "data: {\"choices\":[{\"delta\":{\"content\":\"r:0 \"}}]}";
  private static final String TOKEN_1 = "data: {\"choices\":[{\"delta\":{\"content\":\"r:1 \"}}]}";
  private static final String FINISH =
      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final String ABORT =
      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"abort\"}]}";
  private static final String DONE = "data: [DONE]";
  private static final String ERROR_BODY =
      "{\"error\":{\"message\":\"full\",\"type\":\"server_error\",\"param\":null,\"code\":\"full\"}}";
  private static final String ERROR = "event: error\ndata: " + ERROR_BODY;
  private static final LoadListener DEAF =
      new LoadListener() {
        @Override
        public void sent(PlannedRequest request) {}

        @Override
        public void ended(RequestRecord request) {}
      };

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closes() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of("success", ScriptedServer.whole(TOKEN_0, TOKEN_1, FINISH, DONE), Then.HANG),
        Arguments.of("success", ScriptedServer.whole(TOKEN_0, FINISH, DONE), Then.CLOSE),
        Arguments.of("declared error", ScriptedServer.json(503, ERROR_BODY), Then.HANG),
        Arguments.of("declared error", ScriptedServer.whole(TOKEN_0, ERROR), Then.CLOSE),
        Arguments.of("declared error", ScriptedServer.partial(TOKEN_0, ERROR), Then.CLOSE),
        Arguments.of("NO_FINISH", ScriptedServer.whole(TOKEN_0), Then.HANG),
        Arguments.of("NO_FINISH", ScriptedServer.whole(TOKEN_0, DONE), Then.HANG),
        Arguments.of("NO_DONE", ScriptedServer.whole(TOKEN_0, FINISH), Then.HANG),
        Arguments.of("ABORT", ScriptedServer.whole(TOKEN_0, ABORT, DONE), Then.HANG),
        Arguments.of("RESET", ScriptedServer.partial(TOKEN_0), Then.CLOSE),
        Arguments.of("RESET", ScriptedServer.partial(TOKEN_0), Then.RESET),
        Arguments.of("RESET", "", Then.CLOSE),
        Arguments.of("HANG", ScriptedServer.partial(TOKEN_0), Then.HANG),
        Arguments.of("HANG", "", Then.HANG),
        Arguments.of("MALFORMED", ScriptedServer.json(503, "{\"error\":\"full\"}"), Then.HANG),
        Arguments.of("MALFORMED", ScriptedServer.json(502, "<html>"), Then.HANG),
        Arguments.of("MALFORMED", ScriptedServer.json(200, "{\"choices\":[]}"), Then.HANG),
        Arguments.of("MALFORMED", ScriptedServer.whole("data: " + ERROR_BODY, DONE), Then.HANG),
        Arguments.of("SEQUENCE", ScriptedServer.whole(TOKEN_0, TOKEN_0, FINISH, DONE), Then.HANG));
  }

  @ParameterizedTest(name = "{0}: {2} after {1}")
  @MethodSource("endings")
  void everyEndingHasItsOutcome(String expected, String response, Then then) throws Exception {
    try (var server = new ScriptedServer(response, then)) {
      RequestRecord record = run(spec(server.url(), true, 10), planned(1)).getFirst();

      assertThat(name(record.outcome())).isEqualTo(expected);
      assertThat(record.times().end()).isGreaterThanOrEqualTo(record.times().sent());
    }
  }

  @Test
  void recordsWhatTheGatewaySaysAndWhenTokensCame() throws Exception {
    String usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}";
    try (var server =
        new ScriptedServer(ScriptedServer.whole(TOKEN_0, FINISH, usage, DONE), Then.HANG)) {
      RequestRecord record = run(spec(server.url(), true, 10), planned(1)).getFirst();

      assertThat(record.routing()).isEqualTo(new Routing("self-hosted", "pod-1", "", 12, 2));
      assertThat(record.usage()).isEqualTo(new Usage(9, 4, 1));
      assertThat(record.hasFirstToken()).isTrue();
      assertThat(record.times().firstToken())
          .isBetween(record.times().sent(), record.times().end());
      assertThat(server.requests().getFirst())
          .startsWith("POST /v1/chat/completions HTTP/1.1")
          .contains("authorization: Bearer k3y", "\"max_tokens\":7", "\"extra\":true");
    }
  }

  @Test
  void judgesWholeAnswers() throws Exception {
    String answer =
        "{\"choices\":[{\"message\":{\"content\":\"r:0 r:1 \"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"completion_tokens\":2}}";
    try (var server = new ScriptedServer(ScriptedServer.json(200, answer), Then.HANG)) {
      RequestRecord record = run(spec(server.url(), false, 10), planned(1)).getFirst();

      assertThat(record.outcome()).isEqualTo(new Success("stop"));
      assertThat(server.requests().getFirst()).doesNotContain("stream");
    }
  }

  @Test
  void aServerThatIsNotThereIsALoss() throws Exception {
    URI nowhere;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }

    RequestRecord record = run(spec(nowhere, true, 10), planned(1)).getFirst();

    assertThat(name(record.outcome())).isEqualTo("CONNECT");
  }

  @Test
  void aSilentServerDoesNotSlowTheArrivals() throws Exception {
    try (var server = new ScriptedServer("", Then.HANG)) {
      List<RequestRecord> records = run(spec(server.url(), true, 100), planned(40));

      assertThat(records).hasSize(40);
      assertThat(records).allSatisfy(r -> assertThat(name(r.outcome())).isEqualTo("HANG"));
      assertThat(records).allSatisfy(r -> assertThat(r.lateSeconds()).isBetween(0.0, 0.3));
    }
  }

  @Test
  void requestsBeyondTheBoundAreNotSentAndSaySo() throws Exception {
    try (var server = new ScriptedServer("", Then.HANG)) {
      List<RequestRecord> records = run(spec(server.url(), true, 3), planned(10));

      assertThat(records).hasSize(10);
      assertThat(records.stream().filter(r -> !r.sent())).hasSize(7);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void stoppingGivesUpWhatIsInFlight() throws Exception {
    try (var server = new ScriptedServer("", Then.HANG)) {
      var stopped = new StopAfter(5);
      var run = new LoadRun(vertx, spec(server.url(), true, 100), planned(1000), stopped);
      stopped.run = run;

      List<RequestRecord> records = run.start().await(20, TimeUnit.SECONDS);

      assertThat(records)
          .hasSize(5)
          .allSatisfy(r -> assertThat(r.outcome()).isEqualTo(new Cancelled(CancelReason.STOPPED)));
    }
  }

  private static final class StopAfter implements LoadListener {
    private final int requests;
    private int sent;
    private LoadRun run;

    StopAfter(int requests) {
      this.requests = requests;
    }

    @Override
    public void sent(PlannedRequest request) {
      if (++sent == requests) {
        run.stop();
      }
    }

    @Override
    public void ended(RequestRecord request) {}
  }

  private List<RequestRecord> run(ClientSpec spec, List<PlannedRequest> plan) throws Exception {
    return new LoadRun(vertx, spec, plan, DEAF).start().await(20, TimeUnit.SECONDS);
  }

  private static ClientSpec spec(URI url, boolean stream, int inFlightMax) {
    var limits = new ClientSpec.Limits(inFlightMax, Duration.ofMillis(500));
    return new ClientSpec(url, "m", "k3y", stream, limits, Map.of("extra", true));
  }

  private static List<PlannedRequest> planned(int count) {
    var prompt = new Prompt(1, 0, List.of(), 5);
    return IntStream.range(0, count)
        .mapToObj(i -> new PlannedRequest(i, i * 5_000_000L, i, 0, prompt, 7))
        .toList();
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Success _, DeclaredError _, Cancelled _ -> outcome.label();
      case Lost(LostReason reason, String _) -> reason.name();
    };
  }
}
