package io.spillway.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.SseReader.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StreamJudgeTest {
  private static final String ERROR =
      """
      {"error":{"message":"gone","type":"server_error","param":null,"code":"broken"}}\
      """;

  private final StreamJudge judge = new StreamJudge();

  @Test
  void finishThenDoneThenEndIsSuccess() {
    text("r:0 ");
    text("r:1 ");
    finish("stop");
    done();

    assertThat(judge.end(Ending.CLEAN)).isEqualTo(new Success("stop"));
    assertThat(judge.usage().completion()).isEqualTo(2);
  }

  @Test
  void aRoleAloneIsNoToken() {
    data("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");

    assertThat(judge.firstTokenSeen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void anErrorEventIsDeclaredHoweverTheConnectionEnds(Ending ending) {
    text("r:0 ");
    judge.on(new Event("error", ERROR));

    assertThat(judge.end(ending)).isEqualTo(new DeclaredError(200, "broken"));
  }

  @Test
  void anErrorThatIsNotAnErrorEventIsLost() {
    data(ERROR);

    assertLost(LostReason.MALFORMED);
  }

  @Test
  void doneAfterAnErrorIsLost() {
    judge.on(new Event("error", ERROR));
    done();

    assertLost(LostReason.MALFORMED);
  }

  @Test
  void anErrorEventWithoutAnErrorIsLost() {
    judge.on(new Event("error", "{}"));

    assertLost(LostReason.MALFORMED);
  }

  @Test
  void aCleanEndWithoutFinishIsLost() {
    text("r:0 ");

    assertLost(LostReason.NO_FINISH);
  }

  @Test
  void doneWithoutFinishIsLost() {
    text("r:0 ");
    done();

    assertLost(LostReason.NO_FINISH);
  }

  @Test
  void finishWithoutDoneIsLost() {
    finish("stop");

    assertLost(LostReason.NO_DONE);
  }

  @Test
  void anAbortIsLost() {
    finish("abort");
    done();

    assertLost(LostReason.ABORT);
  }

  @Test
  void aGapInTheTokensIsLost() {
    text("r:0 ");
    text("r:2 ");
    finish("stop");
    done();

    assertLost(LostReason.SEQUENCE);
  }

  @Test
  void fewerTokensThanTheEngineCountedIsLost() {
    text("r:0 ");
    finish("stop");
    data("{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}");
    done();

    assertLost(LostReason.SEQUENCE);
  }

  @Test
  void contentAfterTheFinishIsLost() {
    finish("stop");
    text("r:0 ");
    done();

    assertLost(LostReason.MALFORMED);
  }

  @Test
  void aChunkWithANullErrorIsLost() {
    data("{\"error\":null,\"choices\":[]}");

    assertLost(LostReason.MALFORMED);
  }

  @Test
  void eventsThatAreNotJsonAreLost() {
    data("{\"choices\":");

    assertLost(LostReason.MALFORMED);
  }

  @Test
  void aResetOrAHangIsLostEvenAfterTheFinish() {
    finish("stop");

    assertThat(judge.end(Ending.RESET))
        .isInstanceOfSatisfying(
            Lost.class, l -> assertThat(l.reason()).isEqualTo(LostReason.RESET));
    assertThat(judge.end(Ending.TIMEOUT))
        .isInstanceOfSatisfying(Lost.class, l -> assertThat(l.reason()).isEqualTo(LostReason.HANG));
  }

  private void assertLost(LostReason reason) {
    assertThat(judge.end(Ending.CLEAN))
        .isInstanceOfSatisfying(Lost.class, l -> assertThat(l.reason()).isEqualTo(reason));
  }

  private void text(String content) {
    data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content + "\"}}]}");
  }

  private void finish(String reason) {
    data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
  }

  private void done() {
    data("[DONE]");
  }

  private void data(String json) {
    judge.on(new Event("message", json));
  }
}
