package io.spillway.loadtest.client;

import io.spillway.loadtest.trace.Message;
import io.spillway.loadtest.trace.PlannedRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes the chat request that asks for a planned prompt and length of answer. */
final class RequestBody {
  private RequestBody() {}

  static Buffer of(ClientSpec spec, PlannedRequest planned) {
    var messages = new JsonArray();
    for (Message message : planned.prompt().messages()) {
      messages.add(new JsonObject().put("role", message.role()).put("content", message.content()));
    }
    var body =
        new JsonObject()
            .put("model", spec.model())
            .put("messages", messages)
            .put("max_tokens", planned.outputTokens());
    if (spec.stream()) {
      body.put("stream", true).put("stream_options", new JsonObject().put("include_usage", true));
    }
    spec.fields().forEach(body::put);
    return body.toBuffer();
  }
}
