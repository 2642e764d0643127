package io.spillway.gateway.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** What becomes one line of the access log. */
sealed interface LogEntry {
  /** When it happened. */
  Instant time();

  /** Writes its fields into the line's object. */
  void write(JsonGenerator json) throws IOException;

  /** A request that ended. */
  record Request(Instant time, RequestOutcome outcome) implements LogEntry {
    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeStringField("event", "request");
      OutcomeJson.write(json, outcome);
    }
  }

  /**
   * Something that happened to the gateway.
   *
   * @param fields its keys with values: a {@link Boolean}, {@link Integer}, {@link Long}, {@link
   *     Double} or a text
   */
  record Event(Instant time, String name, List<Field> fields) implements LogEntry {
    @Override
    public void write(JsonGenerator json) throws IOException {
      OutcomeJson.text(json, "event", name);
      for (Field field : fields) {
        field.write(json);
      }
    }
  }

  /** One key with its value. */
  record Field(String key, Object value) {
    /** A field whose value cannot change any more. */
    static Field of(String key, Object value) {
      return switch (value) {
        case Boolean _, Integer _, Long _, Double _ -> new Field(key, value);
        case Object other -> new Field(key, OutcomeJson.bounded(String.valueOf(other)));
      };
    }

    void write(JsonGenerator json) throws IOException {
      switch (value) {
        case Boolean flag -> json.writeBooleanField(key, flag);
        case Integer number -> json.writeNumberField(key, number);
        case Long number -> json.writeNumberField(key, number);
        case Double number when Double.isFinite(number) -> json.writeNumberField(key, number);
        case Object other -> OutcomeJson.text(json, key, String.valueOf(other));
      }
    }
  }
}
