package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A response in the store; one that is made in the background changes there. */
final class StoredResponse {
  private final ArrayNode input;
  private final ArrayNode messages;
  private ObjectNode response;
  private Optional<ResponseRecording> recording = Optional.empty();
  private Runnable stop = () -> {};

  /**
   * A response as it is now.
   *
   * @param input the items of its request
   * @param messages what was said before its answer, in the words of chat
   */
  StoredResponse(ObjectNode response, ArrayNode input, ArrayNode messages) {
    this.response = response;
    this.input = input;
    this.messages = messages;
  }

  String id() {
    return response.path("id").asText();
  }

  ObjectNode response() {
    return response;
  }

  ArrayNode input() {
    return input;
  }

  /** Whether it is still being made. */
  boolean open() {
    String status = response.path("status").asText();
    return status.equals("queued") || status.equals("in_progress");
  }

  /** The status changes while it is open. */
  void status(String status) {
    if (open()) {
      response.put("status", status);
    }
  }

  /** It has ended, unless it did before. */
  void finish(ObjectNode whole) {
    if (open()) {
      response = whole;
    }
  }

  /** The conversation with its answer, without instructions. */
  ArrayNode conversation() {
    var chat = new ChatWords(response.objectNode());
    messages.forEach(message -> {
      if (!message.path("role").asText().equals("system")) {
        chat.messages().add(message);
      }
    });
    response.path("output").forEach(item -> ResponsesRequest.add(chat, item));
    return chat.messages();
  }

  /** Its events, if it was asked for as a stream in the background. */
  Optional<ResponseRecording> recording() {
    return recording;
  }

  void recordedBy(ResponseRecording events) {
    recording = Optional.of(events);
  }

  void stoppedBy(Runnable action) {
    stop = action;
  }

  /** Stops making it. */
  void cancel() {
    status("cancelled");
    stop.run();
    recording.ifPresent(ResponseRecording::end);
  }
}
