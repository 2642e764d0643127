package io.spillway.gateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.error.EngineErrors;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.sse.EventReader;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine writes when it fails in a stream, and what becomes of it. */
final class EnginesWireTest {
  private static final String WORD = event("{\"content\":\"Hi\"}", "null");
  private static final String FINISH = event("{}", "\"stop\"");
  private static final String DONE = "data: [DONE]\n\n";
  private static final String VLLM =
      "data: {\"error\": {\"message\": \"Internal server error\", \"type\":"
          + " \"InternalServerError\", \"param\": null, \"code\": 500}}\n\n";
  private static final String VLLM_OLD =
      "data: {\"object\": \"error\", \"message\": \"no\", \"type\": \"BadRequestError\","
          + " \"param\": null, \"code\": 400}\n\n";
  private static final String SGLANG =
      "data: {\"error\": {\"object\": \"error\", \"message\": \"The request queue is full.\","
          + " \"type\": \"SERVICE_UNAVAILABLE\", \"param\": null, \"code\": 503}}\n\n";
  private static final String SGLANG_NATIVE =
      "data: {\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":400,"
          + "\"retryable\":false}}\n\n";
  private static final String LLAMACPP =
      "data: {\"error\":{\"code\":500,\"message\":\"no\",\"type\":\"server_error\"}}\n\n";
  private static final String STRING = "data: {\"error\":\"no\"}\n\n";
  private static final String RESPONSES =
      "event: error\ndata: {\"type\":\"error\",\"code\":\"ERR\",\"message\":\"no\",\"param\":null,"
          + "\"sequence_number\":1}\n\n";

  static Stream<Arguments> errors() {
    return Stream.of(
        error("vLLM", VLLM + DONE, 500),
        error("vLLM that died", VLLM.replace("Internal server error", "EngineCore …"), 500),
        error("vLLM up to 0.10.0", VLLM_OLD + DONE, 400),
        error("SGLang, overloaded", SGLANG + DONE, 503),
        error("SGLang, native", SGLANG_NATIVE + DONE, 400),
        error("llama.cpp, no [DONE]", LLAMACPP, 500),
        error("TGI, overloaded", tgi("Model is overloaded") + DONE, 429),
        error("TGI, caller", tgi("Input validation error: `inputs` must be short") + DONE, 400),
        error("TGI, generation", tgi("Request failed during generation: CUDA") + DONE, 502),
        error("TGI, incomplete", tgi("Incomplete generation stream") + DONE, 500),
        error("TGI, native", "data:{\"error\":\"no\",\"error_type\":\"generation\"}\n\n", 502),
        error("TGI, native", "data:{\"error\":\"no\",\"error_type\":\"overloaded\"}\n\n", 429),
        error("TGI, native", "data:{\"error\":\"no\",\"error_type\":\"validation\"}\n\n", 400),
        error("a string", STRING, 500),
        error("responses", RESPONSES, 500));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void takesAnErrorForAFailureOfItsStatusAndSendsNoneOfIt(String engine, String wire, int status) {
    EventFlow flow = flow();

    EventFlow.Verdict verdict = flow.feed(wire.getBytes(UTF_8));

    assertThat(verdict).isEqualTo(EventFlow.Verdict.ERROR);
    assertThat(flow.real()).isFalse();
    assertThat(flow.take(Buffer.buffer(wire)).length()).isZero();
    assertThat(EngineErrors.fromEvent(flow.errorData()).status()).isEqualTo(status);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void neverForwardsAnErrorOrWhatFollowsItAfterContent(String engine, String wire, int status) {
    EventFlow flow = flow();
    String all = WORD + wire;

    EventFlow.Verdict verdict = flow.feed(all.getBytes(UTF_8));

    assertThat(verdict).isEqualTo(EventFlow.Verdict.ERROR);
    assertThat(flow.take(Buffer.buffer(all))).hasToString(WORD);
  }

  static Stream<Arguments> endings() {
    String abort = event("{\"content\":\"\"}", "\"abort\"");
    String role = event("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    return Stream.of(
        ending("vLLM, whole", WORD + FINISH + DONE, EventFlow.Verdict.COMPLETE),
        ending("vLLM, aborted", WORD + abort + DONE, EventFlow.Verdict.ABORTED),
        ending("vLLM, aborted before a token", role + DONE, EventFlow.Verdict.TRUNCATED),
        ending("no finish", WORD + DONE, EventFlow.Verdict.TRUNCATED),
        ending("no finish, no [DONE]", WORD, EventFlow.Verdict.TRUNCATED),
        ending("llama.cpp, no [DONE]", WORD + FINISH, EventFlow.Verdict.COMPLETE),
        ending("TGI, no space", unspaced(WORD + FINISH + DONE), EventFlow.Verdict.COMPLETE),
        ending("TGI, aborted", unspaced(WORD + abort + DONE), EventFlow.Verdict.ABORTED),
        ending(
            "Ollama, an error decoded as nothing",
            WORD + event("{}", "null"),
            EventFlow.Verdict.TRUNCATED),
        ending(
            "torn in an event", WORD + "data: {\"choices\":[{\"del", EventFlow.Verdict.TRUNCATED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void tellsAWholeStreamFromOneThatOnlyEnds(
      String engine, String wire, EventFlow.Verdict expected) {
    EventFlow flow = flow();
    EventFlow.Verdict verdict = flow.feed(wire.getBytes(UTF_8));
    String sent = flow.take(Buffer.buffer(wire)).toString();
    if (verdict == EventFlow.Verdict.OPEN) {
      verdict = flow.end();
      sent += flow.take(Buffer.buffer());
    }

    assertThat(verdict).isEqualTo(expected);
    assertThat(sent.replace("data:[", "data: [").endsWith(DONE))
        .isEqualTo(expected == EventFlow.Verdict.COMPLETE);
    assertThat(sent).doesNotContain("abort");
  }

  @Test
  void takesANullErrorOutAndLetsTheRestPassAsItCame() {
    EventFlow flow = flow();
    String wire =
        WORD
            + WORD.replace("]}", "],\"error\":null}")
            + FINISH.replace("]}", "],\"error\": null}")
            + DONE;

    EventFlow.Verdict verdict = flow.feed(wire.getBytes(UTF_8));

    assertThat(verdict).isEqualTo(EventFlow.Verdict.COMPLETE);
    assertThat(flow.take(Buffer.buffer(wire))).hasToString(WORD + WORD + FINISH + DONE);
  }

  @Test
  void leavesCommentsAndPingsOutAndKnowsBothReasoningKeys() {
    String reasoning = event("{\"reasoning\":\"a\"}", "null");
    String sglang = event("{\"reasoning_content\":\"a\"}", "null");
    String wire = ":\n\n: ping\n\nevent: ping\n\n" + reasoning + sglang + FINISH + DONE;
    EventFlow flow = flow();

    flow.feed(wire.getBytes(UTF_8));

    assertThat(flow.take(Buffer.buffer(wire))).hasToString(reasoning + sglang + FINISH + DONE);
    assertThat(flow.usage().outputTokens()).isEqualTo(2);
  }

  private static EventFlow flow() {
    return new EventFlow(new EventReader(ApiKind.CHAT, 1), true, false, null);
  }

  private static String event(String delta, String finish) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n"
        .formatted(delta, finish);
  }

  private static String tgi(String message) {
    return "data:{\"error\":{\"message\":\"%s\",\"http_status_code\":422}}\n\n".formatted(message);
  }

  private static String unspaced(String wire) {
    return wire.replace("data: ", "data:");
  }

  private static Arguments error(String engine, String wire, int status) {
    return Arguments.of(engine, wire, status);
  }

  private static Arguments ending(String engine, String wire, EventFlow.Verdict verdict) {
    return Arguments.of(engine, wire, verdict);
  }
}
