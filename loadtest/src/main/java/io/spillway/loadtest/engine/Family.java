package io.spillway.loadtest.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Endpoints that an engine has or lacks together, beside chat and completions. */
enum Family {
  EMBEDDINGS,
  RESPONSES,
  MESSAGES,
  RERANK,
  SCORE,
  TOKENIZE,
  DETOKENIZE,
  AUDIO;

  /** Its name on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names, for messages. */
  static List<String> labels() {
    return Arrays.stream(values()).map(Family::label).toList();
  }
}
