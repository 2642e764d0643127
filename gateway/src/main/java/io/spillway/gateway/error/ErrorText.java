package io.spillway.gateway.error;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes errors, each API's way. */
final class ErrorText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] EVENT = "event: error\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = {'\n', '\n'};

  /** Writes the members of the outer object. */
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private ErrorText() {}

  static byte[] openAi(ApiError error) {
    return object(json -> {
      json.writeObjectFieldStart("error");
      json.writeStringField("message", error.message());
      json.writeStringField("type", error.type());
      json.writeStringField("param", error.param());
      json.writeStringField("code", error.code());
      json.writeEndObject();
    });
  }

  static byte[] anthropic(ApiError error, @Nullable String requestId) {
    return object(json -> {
      json.writeStringField("type", "error");
      json.writeObjectFieldStart("error");
      json.writeStringField("type", anthropicType(error.status()));
      json.writeStringField("message", error.message());
      json.writeEndObject();
      if (requestId != null) {
        json.writeStringField("request_id", requestId);
      }
    });
  }

  /** What a stream of responses carries in the place of a body's error. */
  static byte[] numbered(ApiError error, long sequenceNumber) {
    return object(json -> {
      json.writeStringField("type", "error");
      json.writeStringField("code", error.code() != null ? error.code() : error.type());
      json.writeStringField("message", error.message());
      json.writeStringField("param", error.param());
      json.writeNumberField("sequence_number", sequenceNumber);
    });
  }

  static byte[] event(byte[] data) {
    var out = new ByteArrayOutputStream(EVENT.length + data.length + END.length);
    out.writeBytes(EVENT);
    out.writeBytes(data);
    out.writeBytes(END);
    return out.toByteArray();
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 408, 504 -> "timeout_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }

  private static byte[] object(Members members) {
    var out = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return out.toByteArray();
  }
}
