package io.spillway.loadtest.system;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/** The official Java client. */
final class OpenAiJavaClient implements ClientLibrary {
  private static final FunctionDefinition NOTE =
      FunctionDefinition.builder()
          .name("note")
          .parameters(
              FunctionParameters.builder()
                  .putAdditionalProperty("type", JsonValue.from("object"))
                  .putAdditionalProperty(
                      "properties", JsonValue.from(Map.of("text", Map.of("type", "string"))))
                  .build())
          .build();

  private final OpenAIClient client;

  OpenAiJavaClient(Connection connection) {
    var builder =
        OpenAIOkHttpClient.builder().baseUrl(connection.baseUrl()).apiKey(connection.key());
    connection.retries().ifPresent(builder::maxRetries);
    this.client = builder.build();
  }

  @Override
  public Answer chat(Ask ask) {
    return answer(client.chat().completions().create(params(ask).build()));
  }

  @Override
  public Answer stream(Ask ask, Predicate<String> onText) {
    return answer(joined(params(ask), onText));
  }

  @Override
  public ToolCall callTool(Ask ask, boolean streamed) {
    var params =
        params(ask).addFunctionTool(NOTE).toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
    ChatCompletion completion = streamed ? joined(params, _ -> true) : whole(params);
    var choice = completion.choices().getFirst();
    var call = choice.message().toolCalls().orElseThrow().getFirst().asFunction();
    return new ToolCall(
        choice.finishReason().asString(),
        call.function().name(),
        call.function().arguments(),
        result -> {
          var reply =
              ChatCompletionToolMessageParam.builder()
                  .toolCallId(call.id())
                  .content(result)
                  .build();
          return answer(
              whole(
                  params(ask)
                      .addMessage(choice.message())
                      .addMessage(reply)
                      .addFunctionTool(NOTE)));
        });
  }

  @Override
  public List<List<Float>> embed(String model, List<String> texts) {
    var params = EmbeddingCreateParams.builder().model(model).inputOfArrayOfStrings(texts).build();
    return client.embeddings().create(params).data().stream().map(one -> one.embedding()).toList();
  }

  @Override
  public List<String> models() {
    return client.models().list().data().stream().map(model -> model.id()).toList();
  }

  @Override
  public Told told(Throwable failure) {
    return failure instanceof OpenAIServiceException answered
        ? new Told(answered.statusCode(), answered.code().orElse(""), answered.getMessage())
        : new Told(0, "", failure.toString());
  }

  @Override
  public void close() {
    client.close();
  }

  private ChatCompletion whole(ChatCompletionCreateParams.Builder params) {
    return client.chat().completions().create(params.build());
  }

  private ChatCompletion joined(
      ChatCompletionCreateParams.Builder params, Predicate<String> onText) {
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    var whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params.streamOptions(options).build())) {
      stream.stream()
          .forEach(chunk -> {
            whole.accumulate(chunk);
            if (!onText.test(text(chunk))) {
              throw new CancellationException();
            }
          });
    }
    return whole.chatCompletion();
  }

  private static String text(ChatCompletionChunk chunk) {
    return chunk.choices().isEmpty() ? "" : chunk.choices().getFirst().delta().content().orElse("");
  }

  private static ChatCompletionCreateParams.Builder params(Ask ask) {
    var params = ChatCompletionCreateParams.builder().model(ask.model());
    ask.extra()
        .forEach((field, value) -> params.putAdditionalBodyProperty(field, JsonValue.from(value)));
    return params.addUserMessage(ask.prompt());
  }

  private static Answer answer(ChatCompletion completion) {
    var choice = completion.choices().getFirst();
    return new Answer(
        choice.message().content().orElse(""),
        choice.finishReason().asString(),
        Math.toIntExact(completion.usage().orElseThrow().completionTokens()));
  }
}
