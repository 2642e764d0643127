package io.spillway.gateway.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.error.ErrorShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKindTest {
  @ParameterizedTest
  @CsvSource({
    "CHAT,           /v1/chat/completions,      true,  true,  false, OPENAI,    chat",
    "COMPLETIONS,    /v1/completions,           true,  true,  false, OPENAI,    text_completion",
    "EMBEDDINGS,     /v1/embeddings,            false, true,  false, OPENAI,    embeddings",
    "RESPONSES,      /v1/responses,             true,  true,  false, RESPONSES, chat",
    "MESSAGES,       /v1/messages,              true,  true,  false, ANTHROPIC, chat",
    "COUNT_TOKENS,   /v1/messages/count_tokens, false, false, false, ANTHROPIC, count_tokens",
    "RERANK,         /v1/rerank,                false, true,  false, OPENAI,    rerank",
    "SCORE,          /v1/score,                 false, true,  false, OPENAI,    score",
    "TOKENIZE,       /tokenize,                 false, false, false, OPENAI,    tokenize",
    "DETOKENIZE,     /detokenize,               false, false, false, OPENAI,    detokenize",
    "TRANSCRIPTIONS, /v1/audio/transcriptions,  true,  true,  true,  OPENAI,    transcriptions",
    "TRANSLATIONS,   /v1/audio/translations,    true,  true,  true,  OPENAI,    translations"
  })
  void knowsItsApi(
      ApiKind kind,
      String path,
      boolean streams,
      boolean takesSlot,
      boolean multipart,
      ErrorShape shape,
      String operation) {
    assertThat(kind.path()).isEqualTo(path);
    assertThat(kind.streams()).isEqualTo(streams);
    assertThat(kind.takesSlot()).isEqualTo(takesSlot);
    assertThat(kind.multipart()).isEqualTo(multipart);
    assertThat(kind.errorShape()).isEqualTo(shape);
    assertThat(kind.operation()).isEqualTo(operation);
  }
}
