package io.spillway.warmup.driver;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a streamed completion, and says in the end if it was a whole one.
 *
 * <p>Whole means: real content came, a finish reason other than {@code abort} or {@code error}
 * came, and the stream ended cleanly. A pod that is shutting down answers new requests with
 * clean-looking streams that lack the first two.
 */
final class PromptStream {
  private static final String DATA = "data:";
  private static final String[] CONTENT = {
    "content", "reasoning_content", "reasoning", "refusal", "text"
  };

  private final long askedNanos;
  private long firstTokenNanos = -1;
  private boolean finished;
  private @Nullable String broken;

  /**
   * A stream of which nothing has arrived.
   *
   * @param askedNanos when it was asked for
   */
  PromptStream(long askedNanos) {
    this.askedNanos = askedNanos;
  }

  /** Takes one line, without its end. */
  void line(String line, long nowNanos) {
    if (broken != null || !line.startsWith(DATA)) {
      return;
    }
    String data = line.substring(DATA.length()).strip();
    if (data.isEmpty() || data.equals("[DONE]")) {
      return;
    }
    try {
      event(new JsonObject(data), nowNanos);
    } catch (DecodeException | ClassCastException _) {
      broken = "event that is not the API's";
    }
  }

  /** Ends the stream cleanly. */
  PromptResult end() throws ProbeException {
    if (broken != null) {
      throw new ProbeException(broken);
    }
    if (firstTokenNanos < 0) {
      throw new ProbeException("stream without content");
    }
    if (!finished) {
      throw new ProbeException("stream without a finish");
    }
    return new PromptResult(Duration.ofNanos(firstTokenNanos));
  }

  private void event(JsonObject event, long nowNanos) {
    if (event.getValue("error") != null) {
      broken = "error in the stream";
      return;
    }
    JsonArray choices = event.getJsonArray("choices");
    if (choices == null || choices.isEmpty()) {
      return;
    }
    JsonObject choice = choices.getJsonObject(0);
    JsonObject delta = choice.getJsonObject("delta");
    if (firstTokenNanos < 0 && (hasContent(choice) || (delta != null && hasContent(delta)))) {
      firstTokenNanos = Math.max(0, nowNanos - askedNanos);
    }
    String finish = choice.getString("finish_reason");
    if (finish != null && !finish.isEmpty()) {
      finished = true;
      if (finish.equals("abort") || finish.equals("error")) {
        broken = "finish reason " + finish;
      }
    }
  }

  private static boolean hasContent(JsonObject part) {
    for (String name : CONTENT) {
      if (part.getValue(name) instanceof String text && !text.isEmpty()) {
        return true;
      }
    }
    return part.getValue("tool_calls") instanceof JsonArray calls && !calls.isEmpty();
  }
}
