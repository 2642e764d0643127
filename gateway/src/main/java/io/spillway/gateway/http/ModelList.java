package io.spillway.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The models as {@code /v1/models} shows them: from the configuration, never asked of a pod. */
final class ModelList {
  private static final JsonFactory JSON = new JsonFactory();

  private final long createdEpochSeconds;

  /** A list whose models were all created at one time, so that answers do not change. */
  ModelList(long createdEpochSeconds) {
    this.createdEpochSeconds = createdEpochSeconds;
  }

  byte[] all(List<Catalogue.Listed> listed) {
    return write(json -> {
      json.writeStartObject();
      json.writeStringField("object", "list");
      json.writeArrayFieldStart("data");
      for (Catalogue.Listed each : listed) {
        model(json, each);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  byte[] one(Catalogue.Listed listed) {
    return write(json -> model(json, listed));
  }

  private void model(JsonGenerator json, Catalogue.Listed listed) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", listed.name());
    json.writeStringField("object", "model");
    json.writeNumberField("created", createdEpochSeconds);
    json.writeStringField("owned_by", "spillway");
    if (listed.parent() != null) {
      json.writeStringField("parent", listed.parent());
    }
    json.writeEndObject();
  }

  /** Writes one document. */
  private interface Writer {
    void to(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Writer writer) {
    var out = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(out)) {
      writer.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return out.toByteArray();
  }
}
