package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official Java client, unchanged, through the gateway before two engines. */
class OpenAiJavaIT {
  private static final String KEY = "a-key-of-the-clinic";
  private static Fleet fleet;
  private static GatewayProcess gateway;
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options);
    gateway =
        GatewayProcess.ready(tenant() + Configs.pods(fleet.urls(), "    aliases: [ alias ]\n"));
    client = client(KEY, 0);
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
    fleet.close();
  }

  @AfterEach
  void mend() {
    fleet.engines().forEach(engine -> engine.failures(Failures.NONE));
  }

  @Test
  void chatsInOnePiece() {
    ChatCompletion answer = client.chat().completions().create(chat("m", 12).build());

    assertThat(Tokens.gapless(answer.choices().getFirst().message().content().orElseThrow()))
        .isEqualTo(12);
    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(12);
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
  }

  @Test
  void streamsWithoutUsageNobodyAskedFor() {
    List<ChatCompletionChunk> chunks = stream(chat("m", 20).build());

    assertThat(Tokens.gapless(content(chunks))).isEqualTo(20);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.choices()).isNotEmpty());
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
  }

  @Test
  void streamsWithTheUsageThatWasAskedFor() {
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();

    List<ChatCompletionChunk> chunks = stream(chat("m", 20).streamOptions(options).build());

    assertThat(Tokens.gapless(content(chunks))).isEqualTo(20);
    assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(20);
  }

  @Test
  void servesAliases() {
    assertThat(client.chat().completions().create(chat("alias", 3).build()).choices()).hasSize(1);
  }

  @Test
  void completes() {
    var params =
        CompletionCreateParams.builder().model("m").prompt("once upon").maxTokens(7L).build();

    var answer = client.completions().create(params);

    assertThat(Tokens.gapless(answer.choices().getFirst().text())).isBetween(1, 7);
  }

  @Test
  void embeds() {
    var params =
        EmbeddingCreateParams.builder()
            .model("m")
            .inputOfArrayOfStrings(List.of("one", "two"))
            .build();

    var answer = client.embeddings().create(params);

    assertThat(answer.data()).hasSize(2);
    assertThat(answer.data().getFirst().embedding()).isNotEmpty();
  }

  @Test
  void listsAndRetrievesModels() {
    assertThat(client.models().list().data()).extracting(model -> model.id()).contains("m");
    assertThat(client.models().retrieve("m").id()).isEqualTo("m");
    assertThatThrownBy(() -> client.models().retrieve("absent"))
        .isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"ERROR_AFTER", "ABORT_AFTER", "END_AFTER", "RESET_AFTER", "HALF_EVENT"})
  void aStreamThatFailsMidwayIsAnExceptionNeverACleanEnd(FailureKind kind) {
    fleet.engines().forEach(engine -> engine.failures(Failures.of(Failure.of(kind, 5))));
    var chunks = new ArrayList<ChatCompletionChunk>();

    var failure = catchThrowable(() -> collect(client, chat("m", 50).build(), chunks));

    assertThat(failure).isInstanceOf(OpenAIException.class);
    assertThat(Tokens.gapless(content(chunks))).as(failure.toString()).isBetween(1, 6);
  }

  @Test
  void saysThatAModelIsUnknown() {
    assertThatThrownBy(() -> client.chat().completions().create(chat("absent", 1).build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void saysThatAKeyIsWrong() {
    OpenAIClient stranger = client("another-key", 0);

    assertThatThrownBy(() -> stranger.chat().completions().create(chat("m", 1).build()))
        .isInstanceOf(UnauthorizedException.class);

    stranger.close();
  }

  @Test
  void comesBackWhenToldThatEverythingIsFull() {
    String narrow =
        tenant()
            + Configs.server("drain: { delay: 0s, limit: 5s }")
            + Configs.model(Fleet.urls(List.of(fleet.engine(0))), 1)
            + "    queue: { max: 0 }\n";
    try (var full = GatewayProcess.ready(narrow)) {
      OpenAIClient hasty = client(full, KEY, 0);
      OpenAIClient patient = client(full, KEY, 5);
      Call holder = Call.stream(full, "hold", 2000, "authorization", "Bearer " + KEY);
      holder.awaitText("\"content\"");

      assertThatThrownBy(() -> hasty.chat().completions().create(chat("m", 1).build()))
          .isInstanceOfSatisfying(
              RateLimitException.class,
              e ->
                  assertThat(Integer.parseInt(e.headers().values("retry-after").getFirst()))
                      .isBetween(1, 60));
      ChatCompletion answer = patient.chat().completions().create(chat("m", 1).build());

      assertThat(answer.choices()).hasSize(1);
      assertThat(holder.awaitEnd().complete()).isTrue();
      hasty.close();
      patient.close();
    }
  }

  private static OpenAIClient client(String key, int retries) {
    return client(gateway, key, retries);
  }

  private static OpenAIClient client(GatewayProcess of, String key, int retries) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://127.0.0.1:" + of.port() + "/v1")
        .apiKey(key)
        .maxRetries(retries)
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private static ChatCompletionCreateParams.Builder chat(String model, int tokens) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("hello")
        .putAdditionalBodyProperty("sim_output_tokens", JsonValue.from(tokens));
  }

  private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
    var chunks = new ArrayList<ChatCompletionChunk>();
    collect(client, params, chunks);
    return chunks;
  }

  private static void collect(
      OpenAIClient from, ChatCompletionCreateParams params, List<ChatCompletionChunk> into) {
    try (StreamResponse<ChatCompletionChunk> stream =
        from.chat().completions().createStreaming(params)) {
      stream.stream().forEach(into::add);
    }
  }

  private static String content(List<ChatCompletionChunk> chunks) {
    var content = new StringBuilder();
    for (ChatCompletionChunk chunk : chunks) {
      chunk.choices().forEach(choice -> choice.delta().content().ifPresent(content::append));
    }
    return content.toString();
  }

  private static String tenant() {
    return "tenants: [ { name: clinic, keys: [ \"sha256:%s\" ] } ]\n".formatted(sha256(KEY));
  }

  static String sha256(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
