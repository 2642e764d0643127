package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.FinishReason;
import io.vertx.core.json.Json;

/** Chat and completions. */
record ChatDialect(boolean chat, Wire wire) implements Dialect {
  @Override
  public String id(String requestId) {
    return (chat ? "chatcmpl-" : "cmpl-") + requestId;
  }

  @Override
  public StreamFormat stream(GenerationRequest request, long createdSeconds) {
    return new ChunkFormat(request, wire, chat, createdSeconds);
  }

  @Override
  public ErrorShape errors() {
    return wire.errors();
  }

  @Override
  public Whole whole(GenerationRequest request, Answer answer) {
    var out = new StringBuilder(512);
    out.append("{\"id\":").append(Json.encode(request.id()));
    out.append(",\"object\":\"").append(chat ? "chat.completion" : "text_completion");
    out.append("\",\"created\":").append(answer.createdSeconds());
    out.append(",\"model\":").append(Json.encode(request.model())).append(",\"choices\":[");
    for (int index = 0; index < answer.choices().size(); index++) {
      Choice choice = answer.choices().get(index);
      out.append(index == 0 ? "" : ",").append("{\"index\":").append(index);
      out.append(chat ? message(request, index, choice) : ",\"text\":\"" + choice.text() + "\"");
      out.append(",\"logprobs\":null,\"finish_reason\":\"");
      out.append(reason(request, choice.reason()));
      out.append("\",\"stop_reason\":null,\"token_ids\":null}");
    }
    out.append("],\"service_tier\":null,\"system_fingerprint\":null,\"usage\":");
    out.append(answer.usage().json(true));
    out.append(",\"prompt_logprobs\":null,\"kv_transfer_params\":null}");
    return Whole.json(out.toString());
  }

  /** The finish reason of a choice: a call has its own, unless it was aborted. */
  static String reason(GenerationRequest request, String reason) {
    return reason.equals(FinishReason.ABORT.label())
        ? reason
        : request.call().map(ToolCall::ending).orElse(reason);
  }

  /** The id of the call that a choice makes. */
  static String callId(GenerationRequest request, int choice) {
    String id = request.id();
    return "chatcmpl-tool-" + id.substring(id.indexOf('-') + 1) + "-" + choice;
  }

  private String message(GenerationRequest request, int index, Choice choice) {
    String key = wire.text(Trait.REASONING);
    boolean thinks = request.output().thoughts() > 0;
    String call = request.call().map(tool -> call(request, index, tool, choice)).orElse("");
    return ",\"message\":{\"role\":\"assistant\",\"content\":"
        + (call.isEmpty() ? "\"" + choice.text() + "\"" : "null")
        + call
        + ",\"refusal\":null,\"annotations\":null,\"audio\":null,\"function_call\":null,\""
        + (thinks ? key : "reasoning")
        + "\":"
        + (thinks ? "\"" + choice.thoughts() + "\"" : "null")
        + "}";
  }

  private static String call(GenerationRequest request, int index, ToolCall tool, Choice choice) {
    return ",\"tool_calls\":[{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}]"
        .formatted(
            callId(request, index),
            Json.encode(tool.name()),
            Json.encode(tool.opening() + choice.text() + tool.closing()));
  }
}
