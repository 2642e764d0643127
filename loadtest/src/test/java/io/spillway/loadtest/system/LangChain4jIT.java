package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j's models over {@code /v1/responses}; all else it offers is in {@link ClientsIT}. */
class LangChain4jIT {
  private static final int TOKENS_MAX = 200;
  private static final int TOKENS_BEFORE_FAILURE = 3;

  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(1, options -> options);
    gateway = GatewayProcess.ready(Configs.pods(fleet.urls(), ""));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void goesOnFromAResponse() {
    ChatResponse first = model(null).chat(question());
    ChatResponse second = model(first.id()).chat(question());

    assertThat(Tokens.gapless(first.aiMessage().text())).isPositive();
    assertThat(Tokens.gapless(second.aiMessage().text())).isPositive();
    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void isToldThatAResponseIsUnknown() {
    assertThatThrownBy(() -> model("resp_x").chat(question()))
        .hasMessageContaining("previous_response_not_found");
  }

  @Test
  void streamsAndSeesAStreamThatBreaks() {
    ChatResponse whole = streamed().join();
    fleet
        .engine(0)
        .failures(Failures.of(Failure.of(FailureKind.RESET_AFTER, TOKENS_BEFORE_FAILURE)));
    try {
      CompletableFuture<ChatResponse> broken = streamed();

      assertThat(Tokens.gapless(whole.aiMessage().text())).isPositive();
      assertThatThrownBy(broken::join).isInstanceOf(CompletionException.class);
    } finally {
      fleet.engine(0).failures(Failures.NONE);
    }
  }

  private static OpenAiResponsesChatModel model(String previous) {
    return OpenAiResponsesChatModel.builder()
        .baseUrl(baseUrl())
        .apiKey("any")
        .modelName("m")
        .maxOutputTokens(TOKENS_MAX)
        .store(true)
        .previousResponseId(previous)
        .build();
  }

  /** A stream that has ended. */
  private static CompletableFuture<ChatResponse> streamed() {
    var model =
        OpenAiResponsesStreamingChatModel.builder()
            .baseUrl(baseUrl())
            .apiKey("any")
            .modelName("m")
            .maxOutputTokens(TOKENS_MAX)
            .build();
    var end = new CompletableFuture<ChatResponse>();
    model.chat(
        question(),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String text) {}

          @Override
          public void onCompleteResponse(ChatResponse response) {
            end.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            end.completeExceptionally(error);
          }
        });
    Await.until("the end of a stream", end::isDone);
    return end;
  }

  private static ChatRequest question() {
    return ChatRequest.builder().messages(UserMessage.from("hello")).build();
  }

  private static String baseUrl() {
    return "http://127.0.0.1:" + gateway.port() + "/v1";
  }
}
