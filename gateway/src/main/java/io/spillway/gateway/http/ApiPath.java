package io.spillway.gateway.http;

import io.spillway.gateway.inspect.ApiKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a path asks for. An allow list: anything else is {@link Unknown}. */
sealed interface ApiPath {
  /** A request that takes a slot. */
  record Relayed(ApiKind kind) implements ApiPath {}

  /** The list of models. */
  record Models() implements ApiPath {}

  /** One model. */
  record Model(String name) implements ApiPath {}

  /** Not served here. */
  record Unknown() implements ApiPath {}

  /** The kinds that are relayed. */
  Set<ApiKind> RELAYED =
      Collections.unmodifiableSet(
          EnumSet.of(
              ApiKind.CHAT,
              ApiKind.COMPLETIONS,
              ApiKind.EMBEDDINGS,
              ApiKind.RESPONSES,
              ApiKind.MESSAGES,
              ApiKind.RERANK,
              ApiKind.SCORE,
              ApiKind.TRANSCRIPTIONS,
              ApiKind.TRANSLATIONS));

  /** Reads a request's path, as it stands on the wire, without its query. */
  static ApiPath of(@Nullable String path) {
    if (path == null) {
      return new Unknown();
    }
    for (ApiKind kind : RELAYED) {
      if (kind.path().equals(path)) {
        return new Relayed(kind);
      }
    }
    if (path.equals("/v1/models")) {
      return new Models();
    }
    return path.startsWith("/v1/models/")
        ? model(path.substring("/v1/models/".length()))
        : new Unknown();
  }

  /** Names may hold slashes, written plainly or escaped. */
  private static ApiPath model(String encoded) {
    try {
      String name = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      return name.isEmpty() ? new Unknown() : new Model(name);
    } catch (IllegalArgumentException e) {
      return new Unknown();
    }
  }
}
