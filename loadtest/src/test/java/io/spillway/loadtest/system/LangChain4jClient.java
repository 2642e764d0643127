package io.spillway.loadtest.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/**
 * LangChain4j over the JDK's HTTP client, which asks with every request to go on in HTTP/2 without
 * encryption ({@code Upgrade: h2c}).
 */
final class LangChain4jClient implements ClientLibrary {
  private static final ToolSpecification NOTE =
      ToolSpecification.builder()
          .name("note")
          .parameters(JsonObjectSchema.builder().addStringProperty("text").build())
          .build();

  private final Connection connection;

  LangChain4jClient(Connection connection) {
    this.connection = connection;
  }

  @Override
  public Answer chat(Ask ask) {
    return answer(whole(ask, request(ask).build()));
  }

  @Override
  public Answer stream(Ask ask, Predicate<String> onText) {
    return answer(streamed(ask, request(ask).build(), onText));
  }

  @Override
  public ToolCall callTool(Ask ask, boolean streamed) {
    ChatRequest request =
        request(ask).toolSpecifications(NOTE).toolChoice(ToolChoice.REQUIRED).build();
    ChatResponse response = streamed ? streamed(ask, request, _ -> true) : whole(ask, request);
    ToolExecutionRequest call = response.aiMessage().toolExecutionRequests().getFirst();
    return new ToolCall(
        finish(response).replace("tool_execution", "tool_calls"),
        call.name(),
        call.arguments(),
        result -> {
          List<ChatMessage> messages =
              List.of(
                  UserMessage.from(ask.prompt()),
                  response.aiMessage(),
                  ToolExecutionResultMessage.from(call, result));
          return answer(
              whole(
                  ask, ChatRequest.builder().messages(messages).toolSpecifications(NOTE).build()));
        });
  }

  @Override
  public List<List<Float>> embed(String model, List<String> texts) {
    var embeddings =
        OpenAiEmbeddingModel.builder()
            .baseUrl(connection.baseUrl())
            .apiKey(connection.key())
            .modelName(model)
            .build();
    return embeddings.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
        .map(one -> one.vectorAsList())
        .toList();
  }

  @Override
  public List<String> models() {
    return OpenAiModelCatalog.builder()
        .baseUrl(connection.baseUrl())
        .apiKey(connection.key())
        .build()
        .listModels()
        .stream()
        .map(model -> model.name())
        .toList();
  }

  /** The library hands on the body of an error as a message, and its status in a cause. */
  @Override
  public Told told(Throwable failure) {
    int status = 0;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      status = cause instanceof HttpException http ? http.statusCode() : status;
    }
    String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    int from = message.indexOf('{');
    if (from < 0) {
      return new Told(status, "", message);
    }
    JsonNode error = GatewayProcess.json(message.substring(from)).path("error");
    return new Told(status, error.path("code").asText(), error.path("message").asText());
  }

  @Override
  public void close() {}

  private ChatResponse whole(Ask ask, ChatRequest request) {
    var model =
        OpenAiChatModel.builder()
            .baseUrl(connection.baseUrl())
            .apiKey(connection.key())
            .modelName(ask.model())
            .customParameters(ask.extra());
    connection.retries().ifPresent(model::maxRetries);
    return model.build().chat(request);
  }

  private ChatResponse streamed(Ask ask, ChatRequest request, Predicate<String> onText) {
    var model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(connection.baseUrl())
            .apiKey(connection.key())
            .modelName(ask.model())
            .customParameters(ask.extra())
            .build();
    var end = new CompletableFuture<ChatResponse>();
    model.chat(request, new Handler(onText, end));
    Await.until("the end of a stream", end::isDone);
    try {
      return end.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private static ChatRequest.Builder request(Ask ask) {
    return ChatRequest.builder().messages(UserMessage.from(ask.prompt()));
  }

  private static Answer answer(ChatResponse response) {
    return new Answer(
        Objects.requireNonNullElse(response.aiMessage().text(), ""),
        finish(response),
        response.tokenUsage().outputTokenCount());
  }

  private static String finish(ChatResponse response) {
    return response.finishReason().name().toLowerCase(Locale.ROOT);
  }

  /** What a stream is told to. */
  private record Handler(Predicate<String> onText, CompletableFuture<ChatResponse> end)
      implements StreamingChatResponseHandler {
    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
      if (!onText.test(part.text())) {
        context.streamingHandle().cancel();
        end.completeExceptionally(new CancellationException());
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      end.completeExceptionally(error);
    }
  }
}
