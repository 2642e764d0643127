package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;

/** Events with names, framed as an engine frames them. */
final class Sse {
  private static final String NULL_ERROR = ",\"error\":null}";

  private final String field;
  private final boolean nullError;
  private final boolean torn;

  Sse(Wire wire) {
    field = wire.dataField();
    nullError = wire.is(Trait.NULL_ERROR, "yes");
    torn = wire.is(Trait.EVENT_ERRORS, "torn");
  }

  /** An event whose data is a JSON object. */
  Buffer event(String name, String json) {
    String data = nullError ? json.substring(0, json.length() - 1) + NULL_ERROR : json;
    return Buffer.buffer("event: " + name + "\n" + field + data + "\n\n");
  }

  /** The same. */
  Buffer event(String name, JsonNode json) {
    return event(name, json.toString());
  }

  /** Whether errors break the connection instead of being said. */
  boolean torn() {
    return torn;
  }
}
