package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/** The events of a transcription or a translation, as vLLM has them. */
final class TranscriptFormat implements StreamFormat {
  private final GenerationRequest request;
  private final ChunkFormat chunks;
  private final String envelope;
  private final String end;

  TranscriptFormat(GenerationRequest request, TranscriptDialect dialect, long createdSeconds) {
    this.request = request;
    // The end mark and errors are those of completions.
    this.chunks = new ChunkFormat(request, dialect.wire(), false, createdSeconds);
    this.envelope =
        dialect.wire().dataField()
            + "{\"id\":%s,\"object\":\"%s.chunk\",\"created\":%d,\"model\":%s,\"choices\":["
                .formatted(
                    Json.encode(request.id()),
                    dialect.translates() ? "translation" : "transcription",
                    createdSeconds,
                    Json.encode(request.model()));
    this.end = (dialect.wire().is(Trait.NULL_ERROR, "yes") ? ",\"error\":null" : "") + "}\n\n";
  }

  @Override
  public Buffer opening() {
    return Buffer.buffer();
  }

  @Override
  public Buffer tokens(TokenText text, Span span, @Nullable Usage usage) {
    return choice(text.of(span), "null", usage);
  }

  @Override
  public Buffer finish(int choice, String reason, Usage usage) {
    return choice("", "\"" + reason + "\"", null);
  }

  @Override
  public Buffer usage(Usage usage) {
    return request.manner().usageEvent()
        ? Buffer.buffer(envelope + "],\"usage\":" + usage.json(false) + end)
        : Buffer.buffer();
  }

  @Override
  public Buffer done(Usage usage) {
    return chunks.done(usage);
  }

  @Override
  public @Nullable Buffer error(EngineError error) {
    return chunks.error(error);
  }

  @Override
  public boolean doneAfterError() {
    return chunks.doneAfterError();
  }

  private Buffer choice(String text, String reason, @Nullable Usage usage) {
    return Buffer.buffer(
        envelope
            + "{\"delta\":{\"content\":%s},\"finish_reason\":%s,\"stop_reason\":null}]"
                .formatted(Json.encode(text), reason)
            + (usage == null ? "" : ",\"usage\":" + usage.json(false))
            + end);
  }
}
