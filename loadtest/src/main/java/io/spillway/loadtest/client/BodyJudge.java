package io.spillway.loadtest.client;

import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Judges a response that is one body: an answer without streaming, or an error. */
final class BodyJudge {
  /**
   * A verdict and what the engine reports.
   *
   * @param outcome how the request ended
   * @param usage tokens, if any
   */
  record Verdict(Outcome outcome, Usage usage) {
    static Verdict lost(LostReason reason, String detail) {
      return new Verdict(new Lost(reason, detail), Usage.NONE);
    }
  }

  private BodyJudge() {}

  /** The verdict on a whole body. */
  static Verdict judge(int status, String text) {
    JsonObject body = AnswerBody.object(text);
    if (body == null) {
      return Verdict.lost(LostReason.MALFORMED, "status " + status + " without a JSON object");
    }
    return status >= 400 ? error(status, body) : answer(status, body);
  }

  private static Verdict error(int status, JsonObject body) {
    String code = AnswerBody.errorCode(body);
    return code == null
        ? Verdict.lost(LostReason.MALFORMED, "status " + status + " without an OpenAI error")
        : new Verdict(new DeclaredError(status, code), Usage.NONE);
  }

  private static Verdict answer(int status, JsonObject body) {
    JsonArray choices = AnswerBody.choices(body);
    if (status != 200 || choices == null || choices.isEmpty()) {
      return Verdict.lost(LostReason.MALFORMED, "status " + status + " without choices");
    }
    String finish = "";
    for (Object each : choices) {
      String reason = each instanceof JsonObject choice ? AnswerBody.finish(choice) : null;
      if (reason == null) {
        return Verdict.lost(LostReason.NO_FINISH, "a choice without a finish reason");
      }
      if (reason.equals("abort")) {
        return Verdict.lost(LostReason.ABORT, "in a whole answer");
      }
      String gap = gap((JsonObject) each);
      if (gap != null) {
        return Verdict.lost(LostReason.SEQUENCE, gap);
      }
      finish = reason;
    }
    Usage usage = AnswerBody.usage(body);
    return new Verdict(new Success(finish), usage == null ? Usage.NONE : usage);
  }

  private static @Nullable String gap(JsonObject choice) {
    var sequence = new SequenceCheck();
    sequence.feed(AnswerBody.text(choice));
    return sequence.fault();
  }
}
