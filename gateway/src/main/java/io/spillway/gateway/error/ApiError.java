package io.spillway.gateway.error;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An error in the OpenAI shape.
 *
 * @param status HTTP status, 400 to 599
 * @param type the class of the error
 * @param param the request field at fault, if one is
 * @param code a stable name, if there is one
 * @param message for people
 */
public record ApiError(
    int status, String type, @Nullable String param, @Nullable String code, String message) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The caller's request is wrong. */
  public static ApiError invalid(@Nullable String param, String message) {
    return new ApiError(400, "invalid_request_error", param, null, message);
  }

  /** The key is missing or unknown. */
  public static ApiError invalidKey() {
    return new ApiError(
        401,
        "invalid_request_error",
        null,
        "invalid_api_key",
        "Missing or unknown API key. Send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
  }

  /** The admin token is missing or wrong. */
  public static ApiError invalidAdminToken() {
    return new ApiError(
        401,
        "invalid_request_error",
        null,
        "invalid_admin_token",
        "Missing or wrong admin token. Send it as 'Authorization: Bearer TOKEN'.");
  }

  /** No such path. */
  public static ApiError unknownPath() {
    return new ApiError(
        404, "invalid_request_error", null, "unknown_url", "This path is not served here.");
  }

  /** The path exists, the method does not. */
  public static ApiError methodNotAllowed(String allowed) {
    return new ApiError(
        405,
        "invalid_request_error",
        null,
        "method_not_allowed",
        "This path takes " + allowed + " only.");
  }

  /** No such model, or not for this tenant. */
  public static ApiError unknownModel(String model) {
    return new ApiError(
        404,
        "invalid_request_error",
        "model",
        "model_not_found",
        "The model '" + bounded(model, 200) + "' does not exist or is not available to you.");
  }

  /** The request's body did not arrive in time. */
  public static ApiError slowBody() {
    return new ApiError(
        408, "timeout_error", null, "request_timeout", "The request body took too long to arrive.");
  }

  /** The request's body is over the limit. */
  public static ApiError tooLarge(long bytesMax) {
    return new ApiError(
        413,
        "invalid_request_error",
        null,
        "request_too_large",
        "The request body is larger than " + bytesMax + " bytes.");
  }

  /** The request line is over the limit. */
  public static ApiError lineTooLong() {
    return new ApiError(
        414, "invalid_request_error", null, "uri_too_long", "The request line is too long.");
  }

  /** The request's head is over the limit. */
  public static ApiError headTooLarge() {
    return new ApiError(
        431,
        "invalid_request_error",
        null,
        "header_fields_too_large",
        "The request's header fields are too large.");
  }

  /** The content type is not JSON. */
  public static ApiError notJson() {
    return new ApiError(
        415,
        "invalid_request_error",
        null,
        "unsupported_media_type",
        "The content type must be application/json.");
  }

  /** The body is compressed. */
  public static ApiError codedBody() {
    return new ApiError(
        415,
        "invalid_request_error",
        null,
        "unsupported_content_encoding",
        "Request bodies must not be compressed.");
  }

  /** Contended: come back. */
  public static ApiError busy(String message) {
    return new ApiError(429, "rate_limit_error", null, "server_busy", message);
  }

  /** A fault of the gateway. */
  public static ApiError internal() {
    return new ApiError(500, "server_error", null, null, "The gateway failed on this request.");
  }

  /** The engine failed before it answered. */
  public static ApiError badGateway(String message) {
    return new ApiError(502, "server_error", null, "bad_gateway", message);
  }

  /** Nothing is there to serve the request. */
  public static ApiError noCapacity(String message) {
    return new ApiError(503, "service_unavailable_error", null, "no_capacity", message);
  }

  /** The gateway itself has no room. */
  public static ApiError overloaded(String message) {
    return new ApiError(503, "service_unavailable_error", null, "server_is_overloaded", message);
  }

  /** A time limit passed. */
  public static ApiError timeout(String message) {
    return new ApiError(504, "timeout_error", null, "upstream_timeout", message);
  }

  /** An answer broke after part of it had been sent. */
  public static ApiError broken(String message) {
    return new ApiError(502, "server_error", null, "upstream_stream_broken", message);
  }

  /** The body of an error answer. */
  public byte[] json() {
    var out = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("error");
      json.writeStringField("message", message);
      json.writeStringField("type", type);
      json.writeStringField("param", param);
      json.writeStringField("code", code);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return out.toByteArray();
  }

  /** The event that ends a stream which cannot be completed; every client sees it as an error. */
  public byte[] event() {
    byte[] head = "event: error\ndata: ".getBytes(StandardCharsets.US_ASCII);
    byte[] body = json();
    byte[] event = new byte[head.length + body.length + 2];
    System.arraycopy(head, 0, event, 0, head.length);
    System.arraycopy(body, 0, event, head.length, body.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  static String bounded(String text, int charsMax) {
    return text.length() <= charsMax ? text : text.substring(0, charsMax) + "…";
  }
}
