package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;

/** Messages as Anthropic has them, and the count of their tokens. */
final class MessagesEndpoint implements Endpoint {
  private final EngineOptions options;
  private final Generator generator;
  private final Dialect dialect;

  MessagesEndpoint(EngineOptions options, Generator generator) {
    this.options = options;
    this.generator = generator;
    this.dialect = new MessagesDialect(options.behaviour().wire());
  }

  @Override
  public void serve(Arrived arrived) {
    JsonNode body = arrived.body();
    if (!body.path("max_tokens").isInt()) {
      refuse(arrived, EngineError.invalid("Field required: max_tokens", "max_tokens"));
    } else {
      generator.serve(arrived, MessagesRequest.chat(body).json(), dialect);
    }
  }

  /** Says how many tokens the prompt has; takes no seat. */
  void count(Arrived arrived) {
    JsonNode body = arrived.body();
    String model = body.path("model").asText(options.model());
    if (!generator.reader().serves(model)) {
      refuse(arrived, EngineError.unknownModel(model));
    } else if (body.path("messages").isEmpty()) {
      refuse(arrived, EngineError.invalid("Field required: messages", "messages"));
    } else {
      byte[] prompt = PromptText.ofChat(MessagesRequest.chat(body).json());
      Answers.json(arrived.http(), 200, "{\"input_tokens\":" + RequestReader.tokens(prompt) + "}");
    }
  }

  private void refuse(Arrived arrived, EngineError error) {
    Answers.error(arrived.http(), dialect.errors(), error);
  }
}
