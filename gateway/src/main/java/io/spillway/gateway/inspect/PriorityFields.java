package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.router.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Reads how urgent a client calls its request: vLLM's {@code priority}, a number of which lower is
 * earlier, or OpenAI's {@code service_tier}.
 *
 * <p>Where both say something, the less urgent counts: nobody calls a request patient by mistake.
 * {@code auto} is what SDKs send for nothing. What is of another type says nothing either; engines
 * judge it, for both fields are passed on.
 */
final class PriorityFields {
  private final JsonCursor cursor;
  private @Nullable Priority said;

  PriorityFields(JsonCursor cursor) {
    this.cursor = cursor;
  }

  void readPriority() {
    boolean number = cursor.kind() == Kind.NUMBER;
    cursor.skip();
    long value = number ? cursor.integer() : JsonCursor.NOT_INTEGER;
    if (value != JsonCursor.NOT_INTEGER) {
      say(value < 0 ? Priority.INTERACTIVE : value > 0 ? Priority.BULK : Priority.DEFAULT);
    }
  }

  void readServiceTier() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    if (string) {
      switch (cursor.text()) {
        case "auto" -> {}
        case "priority" -> say(Priority.INTERACTIVE);
        case "flex", "batch" -> say(Priority.BULK);
        default -> say(Priority.DEFAULT);
      }
    }
  }

  /** What the request is called; null for nothing. */
  @Nullable Priority said() {
    return said;
  }

  private void say(Priority priority) {
    said = said == null ? priority : said.orLessUrgent(priority);
  }
}
