package io.spillway.loadtest.client;

import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Judges one event stream by its events and its ending.
 *
 * <pre>
 *   event: error ──────────────────────────────► declared error, if nothing but a close follows
 *   finish reason ─► [DONE] ─► clean end ──────► success
 *   anything else ─────────────────────────────► lost
 * </pre>
 */
final class StreamJudge {
  private static final String DONE = "[DONE]";

  private final SequenceCheck sequence = new SequenceCheck();
  private boolean firstToken;
  private boolean done;
  private @Nullable String finish;
  private @Nullable String errorCode;
  private @Nullable Lost fault;
  private Usage usage = Usage.NONE;

  /** Takes the next event. */
  void on(SseReader.Event event) {
    if (done || errorCode != null) {
      fault(LostReason.MALFORMED, "an event after the last one");
    } else if (event.name().equals("error")) {
      onError(event.data());
    } else if (event.data().equals(DONE)) {
      done = true;
    } else {
      onChunk(event.data());
    }
  }

  /** Whether content has arrived. */
  boolean firstTokenSeen() {
    return firstToken;
  }

  Usage usage() {
    return usage.completion() == 0 && sequence.tokens() > 0
        ? new Usage(usage.prompt(), usage.cached(), sequence.tokens())
        : usage;
  }

  /** The verdict once the bytes have stopped. */
  Outcome end(Ending ending) {
    if (fault != null) {
      return fault;
    }
    if (errorCode != null) {
      return new DeclaredError(200, errorCode);
    }
    return switch (ending) {
      case TIMEOUT -> new Lost(LostReason.HANG, "after " + sequence.tokens() + " tokens");
      case RESET -> new Lost(LostReason.RESET, "after " + sequence.tokens() + " tokens");
      case CLEAN -> atCleanEnd();
    };
  }

  private Outcome atCleanEnd() {
    if (finish == null) {
      return new Lost(LostReason.NO_FINISH, done ? "[DONE] without a finish reason" : "no [DONE]");
    }
    if (finish.equals("abort")) {
      return new Lost(LostReason.ABORT, "after " + sequence.tokens() + " tokens");
    }
    if (!done) {
      return new Lost(LostReason.NO_DONE, "finish reason " + finish);
    }
    String gap = sequence.fault();
    if (gap != null) {
      return new Lost(LostReason.SEQUENCE, gap);
    }
    if (sequence.tokens() > 0
        && usage.completion() > 0
        && usage.completion() != sequence.tokens()) {
      return new Lost(
          LostReason.SEQUENCE,
          "%d tokens of %d arrived".formatted(sequence.tokens(), usage.completion()));
    }
    return new Success(finish);
  }

  private void onError(String data) {
    JsonObject body = AnswerBody.object(data);
    String code = body == null ? null : AnswerBody.errorCode(body);
    if (code == null) {
      fault(LostReason.MALFORMED, "an error event without an error");
    } else {
      errorCode = code;
    }
  }

  private void onChunk(String data) {
    JsonObject body = AnswerBody.object(data);
    JsonArray choices = body == null ? null : AnswerBody.choices(body);
    if (body == null || choices == null) {
      fault(LostReason.MALFORMED, "an event that is not a chunk");
      return;
    }
    if (body.containsKey("error")) {
      fault(LostReason.MALFORMED, "a chunk with an error key");
    }
    Usage reported = AnswerBody.usage(body);
    if (reported != null) {
      usage = reported;
    }
    for (Object each : choices) {
      if (each instanceof JsonObject choice) {
        onChoice(choice);
      }
    }
  }

  private void onChoice(JsonObject choice) {
    String text = AnswerBody.text(choice);
    if (!text.isEmpty()) {
      firstToken = true;
      if (finish != null) {
        fault(LostReason.MALFORMED, "content after the finish reason");
      }
      sequence.feed(text);
    }
    String reason = AnswerBody.finish(choice);
    if (reason != null) {
      finish = reason;
    }
  }

  void fault(LostReason reason, String detail) {
    if (fault == null) {
      fault = new Lost(reason, detail);
    }
  }
}
