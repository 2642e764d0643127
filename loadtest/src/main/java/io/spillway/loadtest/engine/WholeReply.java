package io.spillway.loadtest.engine;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A reply in one piece, when the last choice has ended. */
final class WholeReply implements Reply {
  private final GenerationRequest request;
  private final Writing writing;
  private final Optional<Failure> failure;
  private final int[] produced;
  private final String[] reasons;
  private int open;
  private int total;
  private int cachedTokens;
  private boolean over;

  WholeReply(GenerationRequest request, Writing writing, Optional<Failure> failure) {
    this.request = request;
    this.writing = writing;
    this.failure = failure;
    this.produced = new int[request.choices()];
    this.reasons = new String[request.choices()];
    this.open = request.choices();
    Arrays.fill(reasons, "abort");
  }

  /**
   * How the reply is written.
   *
   * @param response where it goes
   * @param text its tokens
   * @param wire the engine's manners
   * @param createdSeconds when the request came
   * @param reset resets its connection
   */
  record Writing(
      HttpServerResponse response,
      TokenText text,
      Wire wire,
      long createdSeconds,
      Runnable reset) {}

  @Override
  public void begin() {
    // Nothing can be said before the status is known.
  }

  @Override
  public boolean token(int choice, int index, int cached, Ending last) {
    if (over) {
      return false;
    }
    produced[choice] = index + 1;
    total++;
    cachedTokens += index == 0 ? cached : 0;
    if (last != Ending.NOT_YET) {
      reasons[choice] = last.reason().label();
      open--;
    }
    if (failure
        .filter(fail -> open == 0 || total >= fail.value())
        .map(this::strike)
        .orElse(false)) {
      over = true;
      return false;
    }
    if (open == 0) {
      send(200, body());
    }
    return true;
  }

  @Override
  public void abort() {
    if (!over) {
      send(200, body());
    }
  }

  /** Breaks the reply; false if the failure does not concern one in one piece. */
  private boolean strike(Failure fail) {
    switch (fail.kind()) {
      case ERROR_FIRST, ERROR_AFTER -> refuse(EngineError.INTERNAL);
      case ABORT_AFTER, ROLE_DONE -> {
        Arrays.fill(reasons, "abort");
        send(200, body());
      }
      case END_AFTER, RESET_AFTER, HALF_EVENT -> writing.reset().run();
      case STALL_AFTER -> {}
      case STATUS, HANG, SILENCE, COMMENTS, NO_DONE, DRIP, REDIRECT, UNHEALTHY, REFUSE -> {
        return false;
      }
    }
    return true;
  }

  private void refuse(EngineError error) {
    ErrorShape shape = writing.wire().errors();
    send(shape.status(error), shape.json(error).encode());
  }

  private void send(int status, String json) {
    over = true;
    HttpServerResponse response = writing.response();
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).putHeader("content-type", "application/json");
      response.end(json).onFailure(_ -> {});
    }
  }

  private String body() {
    var out = new StringBuilder(512 + 8 * total);
    out.append("{\"id\":").append(Json.encode(request.id()));
    out.append(",\"object\":\"").append(request.chat() ? "chat.completion" : "text_completion");
    out.append("\",\"created\":").append(writing.createdSeconds());
    out.append(",\"model\":").append(Json.encode(request.model())).append(",\"choices\":[");
    for (int choice = 0; choice < produced.length; choice++) {
      out.append(choice == 0 ? "" : ",").append("{\"index\":").append(choice);
      out.append(request.chat() ? message(choice) : ",\"text\":\"" + text(choice, 0) + "\"");
      boolean call = request.tool() != null && !reasons[choice].equals("abort");
      out.append(",\"logprobs\":null,\"finish_reason\":\"");
      out.append(call ? "tool_calls" : reasons[choice]);
      out.append("\",\"stop_reason\":null,\"token_ids\":null}");
    }
    int prompt = request.prompts().stream().mapToInt(RequestReader::tokens).sum();
    out.append("],\"service_tier\":null,\"system_fingerprint\":null,\"usage\":");
    out.append(new Usage(prompt, total, cachedTokens / request.copies()).json(true));
    out.append(",\"prompt_logprobs\":null,\"kv_transfer_params\":null}");
    return out.toString();
  }

  private String message(int choice) {
    String key = writing.wire().text(Trait.REASONING);
    int turn = key.equals("none") ? 0 : request.output().tokens() / 2;
    String thoughts = key.equals("none") ? "null" : "\"" + text(choice, 0, turn) + "\"";
    String rest = text(choice, turn);
    String content = request.tool() == null ? "\"" + rest + "\"" : "null";
    String call =
        request.tool() == null
            ? ""
            : ",\"tool_calls\":[{\"id\":\"chatcmpl-tool-%d\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":\"{\\\"text\\\": \\\"%s\\\"}\"}}]"
                .formatted(choice, Json.encode(request.tool()), rest);
    return ",\"message\":{\"role\":\"assistant\",\"content\":"
        + content
        + call
        + ",\"refusal\":null,\"annotations\":null,\"audio\":null,\"function_call\":null,\""
        + (key.equals("none") ? "reasoning" : key)
        + "\":"
        + thoughts
        + "}";
  }

  private String text(int choice, int from) {
    return text(choice, from, produced[choice]);
  }

  private String text(int choice, int from, int to) {
    var text = new StringBuilder(8 * Math.max(0, to - from));
    for (int index = from; index < Math.min(to, produced[choice]); index++) {
      text.append(new String(writing.text().of(choice, index), StandardCharsets.US_ASCII));
    }
    return text.toString();
  }
}
