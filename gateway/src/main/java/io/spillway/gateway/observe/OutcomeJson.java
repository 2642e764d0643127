package io.spillway.gateway.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.spillway.router.Explanation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes as JSON fields, one spelling for log and explain page.
 *
 * <p>Everything beyond ASCII is escaped, so that no value holds a line end of any alphabet and half
 * a surrogate pair does no harm. Absent and unknown values are left out; long texts are cut.
 */
final class OutcomeJson {
  private static final int TEXT_MAX = 256;
  private static final int USD_DIGITS = 9;
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private OutcomeJson() {}

  static JsonGenerator generator(ByteArrayOutputStream out) throws IOException {
    return JSON.createGenerator(out);
  }

  static void write(JsonGenerator json, RequestOutcome outcome) throws IOException {
    var request = outcome.request();
    var decision = outcome.decision();
    var result = outcome.result();
    text(json, "requestId", request.id());
    text(json, "tenant", request.tenant());
    text(json, "model", request.model());
    text(json, "kind", request.kind());
    json.writeBooleanField("stream", request.stream());
    text(json, "priority", request.priority() == null ? null : request.priority().label());
    json.writeNumberField("status", result.status());
    text(json, "ending", result.ending().label());
    text(json, "errorCode", result.errorCode());
    text(json, "tier", decision.tier().label());
    text(json, "endpoint", decision.endpoint());
    text(json, "decision", decisionLabel(outcome));
    text(json, "reason", decision.reason());
    text(json, "affinity", decision.affinity().label());
    json.writeNumberField("attempts", decision.attempts());
    json.writeNumberField("preemptions", decision.preemptions());
    json.writeNumberField("resumes", decision.resumes());
    count(json, "queuePosition", decision.queuePosition());
    writeTimes(json, outcome.times());
    writeTokens(json, outcome.tokens());
    usd(json, outcome.costUsd());
    writeEstimate(json, outcome);
  }

  private static void writeEstimate(JsonGenerator json, RequestOutcome outcome) throws IOException {
    var decision = outcome.decision();
    milliseconds(json, "estimateMs", decision.estimate());
    if (!Double.isNaN(decision.estimate())) {
      milliseconds(json, "actualMs", outcome.times().answering());
    }
    if (decision.compared()) {
      count(json, "believedCachedTokens", decision.explanation().cachedTokens());
    }
    text(json, "why", Rationale.of(decision));
  }

  /** Writes the pods that were compared, the best first. */
  static void writeCandidates(JsonGenerator json, Explanation explanation) throws IOException {
    json.writeArrayFieldStart("candidates");
    for (Explanation.Candidate candidate : explanation.candidates()) {
      json.writeStartObject();
      text(json, "endpoint", candidate.endpoint().name());
      text(json, "standing", candidate.standing().label());
      milliseconds(json, "estimateMs", candidate.seconds());
      if (!Double.isNaN(candidate.seconds())) {
        milliseconds(json, "waitMs", candidate.waitSeconds());
        json.writeNumberField("aheadTokens", Math.round(candidate.aheadTokens()));
        count(json, "cachedTokens", candidate.cachedTokens());
        rounded(json, "score", candidate.score());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTimes(JsonGenerator json, RequestOutcome.Times times)
      throws IOException {
    milliseconds(json, "queueMs", times.queue());
    milliseconds(json, "ttftMs", times.firstToken());
    milliseconds(json, "durationMs", times.duration());
    milliseconds(json, "overheadMs", times.overhead());
  }

  private static void writeTokens(JsonGenerator json, RequestOutcome.Tokens tokens)
      throws IOException {
    count(json, "promptTokens", tokens.prompt());
    count(json, "cachedTokens", tokens.cached());
    count(json, "outputTokens", tokens.output());
    json.writeBooleanField("tokensReported", tokens.reported());
  }

  private static String decisionLabel(RequestOutcome outcome) {
    return switch (outcome.decision().tier()) {
      case SELF_HOSTED -> "dispatch";
      case OVERFLOW -> "overflow";
      case NONE ->
          switch (outcome.result().ending()) {
            case COMPLETE -> "answer";
            case CLIENT_GONE -> "none";
            case REFUSED, FAILED, BROKEN -> "reject";
          };
    };
  }

  static void time(JsonGenerator json, Instant time) throws IOException {
    json.writeStringField("time", MILLISECONDS.format(time));
  }

  static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, bounded(value));
    }
  }

  /** The value as it is kept: short enough for a line. */
  static String bounded(String value) {
    return value.length() <= TEXT_MAX ? value : value.substring(0, TEXT_MAX) + "…";
  }

  private static void milliseconds(JsonGenerator json, String name, double seconds)
      throws IOException {
    rounded(json, name, seconds * 1e3);
  }

  private static void rounded(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, Math.round(value * 1e3) / 1e3);
    }
  }

  private static void count(JsonGenerator json, String name, int value) throws IOException {
    if (value >= 0) {
      json.writeNumberField(name, value);
    }
  }

  private static void usd(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      var rounded = BigDecimal.valueOf(value).setScale(USD_DIGITS, RoundingMode.HALF_UP);
      json.writeFieldName("costUsd");
      json.writeNumber(rounded.stripTrailingZeros().toPlainString());
    }
  }
}
