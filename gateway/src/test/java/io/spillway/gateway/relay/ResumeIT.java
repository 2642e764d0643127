package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.DONE;
import static io.spillway.gateway.relay.Events.data;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that break and go on from another pod. */
@Timeout(60)
class ResumeIT {
  private static final String RESUMED = ": spillway resumed\n\n";
  private static final String ASKED =
      STREAM.replace(
          "\"stream\":true",
          "\"stream\":true,\"max_tokens\":10,\"stream_options\":{\"include_usage\":true}");

  /** A pod's events: each pod names its stream in its own way. */
  private record Pod(String id, int created) {
    static final Pod FIRST = new Pod("first", 1);
    static final Pod OTHER = new Pod("other", 2);

    String event(String rest) {
      return data(
          "{\"id\":\"%s\",\"object\":\"chat.completion.chunk\",\"created\":%d,\"model\":\"served\","
                  .formatted(id, created)
              + rest
              + "}");
    }

    String delta(String delta, String finish) {
      return event(
          "\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]"
              .formatted(delta, finish));
    }

    String role() {
      return delta("\"role\":\"assistant\",\"content\":\"\"", "null");
    }

    String text(String text) {
      return delta("\"content\":\"" + text + "\"", "null");
    }

    String stop() {
      return delta("", "\"stop\"");
    }

    String usage(int prompt, int output) {
      return event(
          "\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d,\"completion_tokens\":%d}"
              .formatted(prompt, prompt + output, output));
    }
  }

  private static final String BEGUN = Pod.FIRST.role() + Pod.FIRST.text("Hel");
  private static final String REST =
      Pod.OTHER.role()
          + Pod.OTHER.text("lo")
          + Pod.OTHER.text("!")
          + Pod.OTHER.stop()
          + Pod.OTHER.usage(8, 3)
          + DONE;
  private static final String REST_SHOWN =
      RESUMED + Pod.FIRST.text("lo") + Pod.FIRST.text("!") + Pod.FIRST.stop();

  private static RelayBench.Plan plan(String engine, int pods) {
    return RelayBench.plan().pods(pods).selfHosted("resume: true, engine: " + engine);
  }

  /** The bodies that pods were sent, in the order in which {@code first} stands first. */
  private static String continuedBody(RelayBench bench) {
    for (int i = 0; i < 2; i++) {
      for (HeardRequest request : bench.pod(i).requests()) {
        if (request.body().contains("\"assistant\"")) {
          return request.body();
        }
      }
    }
    throw new AssertionError("no pod was asked to go on");
  }

  /** Ends of a stream after content that another pod mends, and what they are counted as. */
  static List<Object[]> breaks() {
    return List.of(
        new Object[] {(FakeEngine.Script) talk -> talk.streamHead().chunk(BEGUN).rst(), "lost"},
        new Object[] {(FakeEngine.Script) talk -> talk.streamHead().chunk(BEGUN).fin(), "lost"},
        new Object[] {
          (FakeEngine.Script) talk -> talk.streamHead().chunk(BEGUN + "data: {\"hal").rst(), "lost"
        },
        new Object[] {
          (FakeEngine.Script) talk -> talk.streamHead().chunk(BEGUN).end(), "truncated"
        },
        new Object[] {(FakeEngine.Script) talk -> talk.stream(BEGUN + DONE), "truncated"},
        new Object[] {
          (FakeEngine.Script)
              talk -> talk.stream(BEGUN + data("{\"error\":{\"message\":\"x\"}}") + DONE),
          "error"
        },
        new Object[] {
          (FakeEngine.Script) talk -> talk.stream(BEGUN + Pod.FIRST.delta("", "\"abort\"") + DONE),
          "aborted"
        });
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void theClientSeesOneStreamWhateverBreaksIt(FakeEngine.Script broken, String reason)
      throws Exception {
    try (var bench = plan("vllm", 2).start()) {
      bench.inTurn(broken, talk -> talk.stream(REST));

      var reply = bench.chat(ASKED);

      assertThat(reply.rest()).isEqualTo(BEGUN + REST_SHOWN + Pod.FIRST.usage(7, 4) + DONE);
      bench.edge().awaitIdle();
      var outcome = bench.edge().outcome();
      assertThat(outcome.result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(outcome.decision().attempts()).isEqualTo(2);
      assertThat(outcome.decision().resumes()).isEqualTo(1);
      assertThat(outcome.tokens().prompt()).isEqualTo(7);
      assertThat(outcome.tokens().output()).isEqualTo(4);
      assertThat(bench.edge().resumes()).containsExactly(reason);
      assertThat(bench.pod(0).requests()).hasSize(1);
      assertThat(bench.pod(1).requests()).hasSize(1);
    }
  }

  @Test
  void aPodThatFallsSilentIsLeft() throws Exception {
    try (var bench = plan("vllm", 2).server("timeouts: { idle: 1s }").start()) {
      bench.inTurn(
          talk -> {
            talk.streamHead().chunk(BEGUN);
            talk.awaitHangUp();
          },
          talk -> talk.stream(REST));

      assertThat(bench.chat(STREAM).rest()).isEqualTo(BEGUN + REST_SHOWN + DONE);
      bench.edge().awaitIdle();
      assertThat(bench.edge().resumes()).containsExactly("idle");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vllm     | {\"continue_final_message\":true,\"add_generation_prompt\":false,",
        "sglang   | {\"continue_final_message\":true,",
        "llamacpp | {",
      })
  void asksEachEngineInItsOwnWay(String engine, String flags) throws Exception {
    try (var bench = plan(engine, 2).start()) {
      bench.inTurn(
          talk -> talk.streamHead().chunk(BEGUN + Pod.FIRST.text("\\n\\ud83d\\ude00 é\\\"")).rst(),
          talk -> talk.stream(REST));

      assertThat(bench.chat(ASKED).rest()).endsWith(DONE);

      assertThat(continuedBody(bench))
          .isEqualTo(
              ASKED
                  .replaceFirst("\\{", flags)
                  .replace("\"max_tokens\":10", "\"max_tokens\":8")
                  .replace(
                      "}]",
                      "},{\"role\":\"assistant\",\"content\":\"Hel\\n\\ud83d\\ude00 é\\\"\"}]"));
    }
  }

  @Test
  void aSecondBreakIsMendedByAThirdPodAndAThirdIsNot() throws Exception {
    try (var bench = plan("sglang", 4).start()) {
      var third = new Pod("third", 3);
      bench.inTurn(
          talk -> talk.streamHead().chunk(BEGUN).end(),
          talk -> talk.streamHead().chunk(Pod.OTHER.role() + Pod.OTHER.text("lo")).rst(),
          talk -> talk.streamHead().chunk(third.role() + third.text("!")).end());

      String shown =
          BEGUN + RESUMED + Pod.FIRST.text("lo") + RESUMED + Pod.FIRST.text("!") + "event: error";
      assertThat(bench.chat(STREAM).cut())
          .startsWith(shown)
          .contains("upstream_stream_broken")
          .doesNotContain("[DONE]");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(3);
      assertThat(bench.edge().outcome().decision().resumes()).isEqualTo(2);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
      assertThat(bench.edge().outcome().tokens().output()).isEqualTo(3);
    }
  }

  /** Ways to die while going on: after content, and before any. */
  static List<FakeEngine.Script> deaths() {
    return List.of(
        talk -> talk.streamHead().chunk(Pod.OTHER.role() + Pod.OTHER.text("lo")).rst(),
        talk -> talk.streamHead().chunk(Pod.OTHER.role()).rst(),
        EngineTalk::rst);
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void aStreamThatTwoPodsDiedOfIsNotSentToAThird(FakeEngine.Script death) throws Exception {
    try (var bench = plan("sglang", 3).start()) {
      bench.inTurn(talk -> talk.streamHead().chunk(BEGUN).rst(), death, talk -> talk.stream(REST));

      assertThat(bench.chat(STREAM).cut())
          .startsWith(BEGUN)
          .contains("event: error", "upstream_stream_broken")
          .doesNotContain("[DONE]");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(2);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  @Test
  void aPodThatCannotGoOnIsReplacedByAnother() throws Exception {
    try (var bench = plan("sglang", 3).start()) {
      bench.inTurn(
          talk -> talk.streamHead().chunk(BEGUN).rst(),
          talk -> talk.answer("500 x", "{}"),
          talk -> talk.stream(REST));

      assertThat(bench.chat(STREAM).rest()).isEqualTo(BEGUN + REST_SHOWN + DONE);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().decision().attempts()).isEqualTo(3);
      assertThat(bench.edge().resumes()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 Bad Request", "503 x"})
  void aRefusalToGoOnIsTheBrokenStreamItWas(String status) throws Exception {
    try (var bench = plan("sglang", 2).start()) {
      bench.inTurn(
          talk -> talk.streamHead().chunk(BEGUN).rst(),
          talk -> talk.answer(status, "{\"error\":{\"message\":\"no\"}}"));

      assertThat(bench.chat(STREAM).cut())
          .startsWith(BEGUN + "event: error")
          .contains("upstream_stream_broken");
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().decision().resumes()).isZero();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  @Test
  void withoutAnotherPodItEndsWithTheError() throws Exception {
    try (var bench = plan("sglang", 1).targets(1, "").start()) {
      bench.inTurn(talk -> talk.streamHead().chunk(BEGUN).rst());

      assertThat(bench.chat(STREAM).cut())
          .startsWith(BEGUN + "event: error")
          .contains("upstream_stream_broken");
      bench.edge().awaitIdle();
      assertThat(bench.target().requests()).isEmpty();
    }
  }

  @Test
  void endsByLengthWhenNothingIsLeftToSay() throws Exception {
    try (var bench = plan("vllm", 2).start()) {
      bench.inTurn(talk -> talk.streamHead().chunk(BEGUN + Pod.FIRST.text("lo")).rst());

      assertThat(bench.chat(STREAM.replace("\"model\"", "\"max_tokens\":2,\"model\"")).rest())
          .startsWith(BEGUN + Pod.FIRST.text("lo") + "data: {\"id\":\"first\",\"created\":1,")
          .endsWith("\"finish_reason\":\"length\"}]}\n\n" + DONE);
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(1);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @Test
  void thoughtsInsteadOfTheRestBreakIt() throws Exception {
    try (var bench = plan("sglang", 2).start()) {
      bench.inTurn(
          talk -> talk.streamHead().chunk(BEGUN).rst(),
          talk -> talk.stream(Pod.OTHER.delta("\"reasoning_content\":\"hm\"", "null") + REST));

      assertThat(bench.chat(STREAM).cut()).startsWith(BEGUN + "event: error");
    }
  }

  @Test
  void thoughtsInsteadOfTheRestAreNotTheEndOfItWhereAnotherPodIsLeft() throws Exception {
    try (var bench = plan("sglang", 3).start()) {
      bench.inTurn(
          talk -> talk.streamHead().chunk(BEGUN).rst(),
          talk -> talk.stream(Pod.OTHER.delta("\"reasoning_content\":\"hm\"", "null") + REST),
          talk -> talk.stream(REST));

      assertThat(bench.chat(STREAM).rest()).isEqualTo(BEGUN + REST_SHOWN + DONE);
      bench.edge().awaitIdle();
      assertThat(bench.edge().retries()).containsExactly("restarted");
    }
  }

  @Test
  void aSlowClientGetsTheWholeTextToo() throws Exception {
    String long1 = Pod.FIRST.text("q".repeat(1000));
    String long2 = Pod.OTHER.text("z".repeat(1000));
    try (var bench = plan("sglang", 2).start()) {
      bench.inTurn(
          talk -> {
            talk.streamHead();
            for (int i = 0; i < 200; i++) {
              talk.chunk(long1);
            }
            talk.rst();
          },
          talk -> {
            talk.streamHead();
            for (int i = 0; i < 5000; i++) {
              talk.chunk(long2);
            }
            talk.chunk(Pod.OTHER.stop() + DONE).end();
          });

      String all = bench.smallClient().chat(STREAM).reply().rest();

      assertThat(count(all, 'q')).isEqualTo(count(continuedBody(bench), 'q'));
      assertThat(count(all, 'z')).isEqualTo(5_000_000);
      assertThat(all).endsWith(DONE);
      bench.edge().awaitIdle();
    }
  }

  private static long count(String text, char letter) {
    return text.chars().filter(c -> c == letter).count();
  }

  /** What must not be gone on with: the request's members, and what the pod said first. */
  static List<Object[]> notAllowed() {
    String call = "\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\"}}]";
    return List.of(
        new Object[] {"\"n\":2,", BEGUN},
        new Object[] {"\"logprobs\":true,", BEGUN},
        new Object[] {"\"response_format\":{\"type\":\"json_object\"},", BEGUN},
        new Object[] {"\"guided_json\":{\"a\":1},", BEGUN},
        new Object[] {"\"continue_final_message\":false,", BEGUN},
        new Object[] {"\"stop\":[\"X\",\"lx\"],", BEGUN},
        new Object[] {"", Pod.FIRST.delta(call, "null")},
        new Object[] {"", BEGUN + Pod.FIRST.delta(call, "null")},
        new Object[] {"", Pod.FIRST.delta("\"reasoning\":\"hm\"", "null") + BEGUN},
        new Object[] {"", BEGUN + Pod.FIRST.stop() + data("{\"error\":{\"message\":\"x\"}}")},
        new Object[] {"", BEGUN + Pod.FIRST.text("<think>")},
        new Object[] {"", BEGUN + Pod.FIRST.text("\\ud83d")},
        new Object[] {"", BEGUN + "data: junk\n\n"},
        new Object[] {"", BEGUN + Pod.FIRST.text("x".repeat(256 * 1024))});
  }

  @ParameterizedTest
  @MethodSource
  void notAllowed(String members, String said) throws Exception {
    try (var bench = plan("sglang", 2).start()) {
      bench.next(talk -> talk.streamHead().chunk(said).end());

      assertThat(bench.chat(STREAM.replaceFirst("\\{", "{" + members)).cut())
          .contains("event: error", "upstream_stream_broken")
          .doesNotContain(RESUMED, "[DONE]");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @Test
  void onVllmNothingGoesOnFromABlank() throws Exception {
    try (var bench = plan("vllm", 2).start()) {
      bench.next(talk -> talk.streamHead().chunk(BEGUN + Pod.FIRST.text("lo\\n")).rst());

      assertThat(bench.chat(STREAM).cut()).contains("event: error");
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume: false", "engine: vllm", "engine: tgi"})
  void isOffUnlessSwitchedOn(String keys) throws Exception {
    try (var bench = RelayBench.plan().pods(2).selfHosted(keys).start()) {
      bench.inTurn(talk -> talk.streamHead().chunk(BEGUN).rst());

      assertThat(bench.chat(STREAM).cut()).startsWith(BEGUN + "event: error");
      assertThat(bench.chat(STREAM).rest()).doesNotContain(RESUMED);
    }
  }
}
