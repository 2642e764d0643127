package io.spillway.gateway.error;

import org.jspecify.annotations.Nullable;

/**
 * An error, in the words of the OpenAI API; {@link ErrorShape} names how it can be written.
 *
 * @param status HTTP status, 400 to 599
 * @param type the class of the error
 * @param param the request field at fault, if one is
 * @param code a stable name, if there is one
 * @param message for people
 */
public record ApiError(
    int status, String type, @Nullable String param, @Nullable String code, String message) {
  private static final String PREVIOUS_NOT_FOUND = "previous_response_not_found";

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

  /** No such response, or not this tenant's, or its pod is gone. */
  public static ApiError unknownResponse(@Nullable String param, String id) {
    return new ApiError(
        404,
        "invalid_request_error",
        param,
        "response_not_found",
        "Response with id '" + bounded(id, 200) + "' not found.");
  }

  /** No such response to go on from, or not this tenant's. */
  public static ApiError unknownPrevious(String id) {
    return previousNotFound("Previous response with id '" + bounded(id, 200) + "' not found.");
  }

  /** The response to go on from is lost, because the only endpoint that kept it has left. */
  public static ApiError lostPrevious(String id) {
    return previousNotFound(
        "The endpoint that kept the previous response with id '"
            + bounded(id, 200)
            + "' is gone, and the response with it. Please send the whole conversation.");
  }

  private static ApiError previousNotFound(String message) {
    return new ApiError(
        404, "invalid_request_error", "previous_response_id", PREVIOUS_NOT_FOUND, message);
  }

  /** The content type is not a form with files. */
  public static ApiError notMultipart() {
    return new ApiError(
        415,
        "invalid_request_error",
        null,
        "unsupported_media_type",
        "The content type must be multipart/form-data with a boundary.");
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

  /** Endpoints may have died of the request; it is not sent to another one. */
  public static ApiError endpointsDied(int endpoints) {
    return new ApiError(
        502,
        "server_error",
        null,
        "endpoints_died",
        endpoints
            + " endpoints lost the connection while they worked on this request. It is not sent to"
            + " another one.");
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

  /** True when it says that the response to go on from is not there. */
  public boolean previousNotFound() {
    return PREVIOUS_NOT_FOUND.equals(code);
  }

  /** The body of an error answer, in the OpenAI shape. */
  public byte[] json() {
    return json(ErrorShape.OPENAI, null);
  }

  /**
   * The body of an error answer.
   *
   * @param requestId shown where the shape has a place for it; null to leave it out
   */
  public byte[] json(ErrorShape shape, @Nullable String requestId) {
    return switch (shape) {
      case OPENAI, RESPONSES -> ErrorText.openAi(this);
      case ANTHROPIC -> ErrorText.anthropic(this, requestId);
    };
  }

  /**
   * The event that ends a stream which cannot be completed, in the OpenAI shape; every client sees
   * it as an error.
   */
  public byte[] event() {
    return event(ErrorShape.OPENAI, 0);
  }

  /**
   * The event that ends a stream which cannot be completed; every client sees it as an error.
   *
   * @param sequenceNumber the event's place in its stream, for shapes that count
   */
  public byte[] event(ErrorShape shape, long sequenceNumber) {
    return ErrorText.event(
        switch (shape) {
          case OPENAI -> ErrorText.openAi(this);
          case RESPONSES -> ErrorText.numbered(this, sequenceNumber);
          case ANTHROPIC -> ErrorText.anthropic(this, null);
        });
  }

  static String bounded(String text, int charsMax) {
    return text.length() <= charsMax ? text : text.substring(0, charsMax) + "…";
  }
}
