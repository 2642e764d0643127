package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
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
