package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Consumer;

/**
 * Transcribes or translates audio that comes in a form: each second of it is one token of the
 * prompt.
 */
final class AudioEndpoint implements Endpoint {
  private static final int FILE_BYTES_MAX = 25 * 1024 * 1024;
  private static final int BYTES_PER_SECOND = 32_000;
  private static final int TOKENS_PER_SECOND = 15;
  private static final List<String> FORMATS = List.of("json", "text", "verbose_json");
  private static final String SIZE = "file_bytes";
  private static final String HASH = "file_hash";

  private final Generator generator;
  private final Wire wire;
  private final boolean translates;

  AudioEndpoint(Generator generator, Wire wire, boolean translates) {
    this.generator = generator;
    this.wire = wire;
    this.translates = translates;
  }

  /** Reads a form without keeping its file; {@code read} is told of the fields. */
  static void collect(HttpServerRequest http, ErrorShape errors, Consumer<JsonNode> read) {
    String type = http.getHeader("content-type");
    if (type == null || !type.startsWith("multipart/form-data")) {
      Answers.error(http, errors, EngineError.invalid("Unsupported Media Type", "file"));
      return;
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    http.setExpectMultipart(true);
    http.exceptionHandler(_ ->
        Answers.error(
            http, errors, EngineError.invalid("There was an error parsing the body", null)));
    http.uploadHandler(file -> count(file, fields));
    http.endHandler(_ -> {
      http.formAttributes().forEach(field -> fields.put(field.getKey(), field.getValue()));
      if (!http.response().ended()) {
        read.accept(fields);
      }
    });
  }

  private static void count(HttpServerFileUpload file, ObjectNode fields) {
    if (!file.name().equals("file")) {
      file.handler(_ -> {});
    } else {
      fields.put(SIZE, 0).put(HASH, 1);
      file.handler(chunk ->
          fields
              .put(SIZE, fields.path(SIZE).asInt() + chunk.length())
              .put(HASH, 31 * fields.path(HASH).asInt() + chunk.hashCode()));
    }
  }

  @Override
  public void serve(Arrived arrived) {
    JsonNode fields = arrived.body();
    String format = fields.path("response_format").asText("json");
    if (!fields.has(SIZE)) {
      refuse(arrived, EngineError.invalid("Field required: file", "file"));
    } else if (fields.path(SIZE).asInt() > FILE_BYTES_MAX) {
      refuse(arrived, EngineError.of(413, "Maximum file size exceeded"));
    } else if (!FORMATS.contains(format)) {
      refuse(
          arrived,
          EngineError.invalid(
              "Currently only support response_format: `text`, `json` or `verbose_json`",
              "response_format"));
    } else {
      int seconds = Math.max(1, fields.path(SIZE).asInt() / BYTES_PER_SECOND);
      var dialect = new TranscriptDialect(wire, translates, format, seconds);
      generator.serve(arrived, words(fields, seconds), dialect);
    }
  }

  /** The form in the words of completions. */
  private static ObjectNode words(JsonNode fields, int seconds) {
    ObjectNode words = JsonNodeFactory.instance.objectNode();
    if (fields.has("model")) {
      words.set("model", fields.path("model"));
    }
    boolean stream = fields.path("stream").asBoolean(false);
    words.put("stream", stream);
    words.put("max_tokens", TOKENS_PER_SECOND * seconds);
    if (stream && fields.path("stream_include_usage").asBoolean(false)) {
      words.putObject("stream_options").put("include_usage", true);
    }
    ArrayNode prompt = words.putArray("prompt");
    for (int second = 0; second < seconds; second++) {
      prompt.add(fields.path(HASH).asInt() + second);
    }
    return words;
  }

  private void refuse(Arrived arrived, EngineError error) {
    Answers.error(arrived.http(), wire.errors(), error);
  }
}
