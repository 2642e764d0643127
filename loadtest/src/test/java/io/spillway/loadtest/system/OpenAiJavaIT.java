package io.spillway.loadtest.system;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputText;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the official Java client offers beyond the scenarios that {@link ClientsIT} has for all. */
class OpenAiJavaIT {
  private static Fleet fleet;
  private static GatewayProcess gateway;
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options);
    gateway = GatewayProcess.ready(Configs.pods(fleet.urls(), "    aliases: [ alias ]\n"));
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + gateway.port() + "/v1")
            .apiKey("any")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
    fleet.close();
  }

  @Test
  void streamsWithoutUsageNobodyAskedFor() {
    List<ChatCompletionChunk> chunks;
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("m", 20))) {
      chunks = stream.stream().toList();
    }

    assertThat(Tokens.gapless(content(chunks))).isEqualTo(20);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.choices()).isNotEmpty());
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
  }

  @Test
  void servesAliases() {
    assertThat(client.chat().completions().create(chat("alias", 3)).choices()).hasSize(1);
  }

  @Test
  void completes() {
    var params =
        CompletionCreateParams.builder().model("m").prompt("once upon").maxTokens(7L).build();

    var answer = client.completions().create(params);

    assertThat(Tokens.gapless(answer.choices().getFirst().text())).isBetween(1, 7);
  }

  @Test
  void retrievesModels() {
    assertThat(client.models().retrieve("m").id()).isEqualTo("m");
    assertThatThrownBy(() -> client.models().retrieve("absent"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void goesOnFromAResponseAsksForItAndDeletesIt() {
    var first = client.responses().create(response(10).build());
    var second = client.responses().create(response(5).previousResponseId(first.id()).build());

    assertThat(Tokens.gapless(text(first))).isEqualTo(10);
    assertThat(Tokens.gapless(text(second))).isEqualTo(5);
    assertThat(text(client.responses().retrieve(second.id()))).isEqualTo(text(second));
    client.responses().delete(second.id());
    assertThatThrownBy(() -> client.responses().retrieve(second.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> client.responses().create(response(1).previousResponseId("resp_x").build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void streamsResponsesAndSeesOneThatBreaks() {
    var whole = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(response(20).build())) {
      stream.stream().forEach(whole::accumulate);
    }
    var breaks =
        response(100).putAdditionalBodyProperty("sim_fail", JsonValue.from("reset-after=20"));

    assertThat(Tokens.gapless(text(whole.response()))).isEqualTo(20);
    assertThatThrownBy(
            () -> {
              try (var stream = client.responses().createStreaming(breaks.build())) {
                stream.stream().forEach(_ -> {});
              }
            })
        .isInstanceOf(OpenAIException.class);
  }

  private static ResponseCreateParams.Builder response(int tokens) {
    return ResponseCreateParams.builder()
        .model("m")
        .input("hello")
        .putAdditionalBodyProperty("sim_output_tokens", JsonValue.from(tokens));
  }

  private static String text(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(part -> part.outputText().stream())
        .map(ResponseOutputText::text)
        .collect(joining());
  }

  private static ChatCompletionCreateParams chat(String model, int tokens) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("hello")
        .putAdditionalBodyProperty("sim_output_tokens", JsonValue.from(tokens))
        .build();
  }

  private static String content(List<ChatCompletionChunk> chunks) {
    var content = new StringBuilder();
    for (ChatCompletionChunk chunk : chunks) {
      chunk.choices().forEach(choice -> choice.delta().content().ifPresent(content::append));
    }
    return content.toString();
  }
}
