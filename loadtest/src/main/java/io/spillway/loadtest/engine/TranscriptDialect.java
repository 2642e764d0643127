package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The APIs under {@code /v1/audio}.
 *
 * @param translates true for translations
 * @param format json, text or verbose_json
 * @param seconds how long the audio is
 */
record TranscriptDialect(Wire wire, boolean translates, String format, int seconds)
    implements Dialect {
  @Override
  public String id(String requestId) {
    return (translates ? "trsl-" : "trsc-") + requestId;
  }

  @Override
  public boolean chat() {
    return false;
  }

  @Override
  public StreamFormat stream(GenerationRequest request, long createdSeconds) {
    return new TranscriptFormat(request, this, createdSeconds);
  }

  @Override
  public ErrorShape errors() {
    return wire.errors();
  }

  @Override
  public Whole whole(GenerationRequest request, Answer answer) {
    String text = answer.choices().getFirst().text().stripTrailing();
    if (format.equals("text")) {
      return new Whole("text/plain; charset=utf-8", text + "\n");
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (format.equals("verbose_json")) {
      json.put("duration", Integer.toString(seconds)).put("language", "en");
    }
    json.put("text", text);
    if (format.equals("verbose_json")) {
      ObjectNode segment = json.putArray("segments").addObject();
      segment.put("id", 0).put("start", 0.0).put("end", (double) seconds).put("text", text);
      json.putNull("words");
    } else if (!translates) {
      json.putObject("usage").put("type", "duration").put("seconds", seconds);
    }
    return Whole.json(json.toString());
  }
}
