package io.spillway.gateway.http;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.relay.ResponseAction;
import io.spillway.gateway.responses.ResponseTable;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a path asks for. An allow list: anything else is {@link Unknown}. */
sealed interface ApiPath {
  /** A request with a body for a model. */
  record Relayed(ApiKind kind) implements ApiPath {}

  /** The list of models. */
  record Models() implements ApiPath {}

  /** One model. */
  record Model(String name) implements ApiPath {}

  /**
   * A response that was made before.
   *
   * @param actions what can be asked of it by this path, told apart by their methods
   */
  record Kept(String id, List<ResponseAction> actions) implements ApiPath {
    public Kept {
      actions = List.copyOf(actions);
    }

    /** What is asked by a method that it takes. */
    ResponseAction action(HttpMethod method) {
      for (ResponseAction action : actions) {
        if (action.method().equals(method)) {
          return action;
        }
      }
      throw new IllegalArgumentException("method: " + method + " (expected: one it takes)");
    }
  }

  /** Not served here. */
  record Unknown() implements ApiPath {}

  /** What stands before a response's id. */
  String RESPONSES = "/v1/responses/";

  /** The ids that are taken; engines make theirs of these characters. */
  Pattern RESPONSE_ID = Pattern.compile("[A-Za-z0-9._~-]{1," + ResponseTable.ID_CHARS_MAX + "}");

  /** The kinds that are relayed. */
  Set<ApiKind> RELAYED =
      Collections.unmodifiableSet(
          EnumSet.of(
              ApiKind.CHAT,
              ApiKind.COMPLETIONS,
              ApiKind.EMBEDDINGS,
              ApiKind.RESPONSES,
              ApiKind.MESSAGES,
              ApiKind.COUNT_TOKENS,
              ApiKind.RERANK,
              ApiKind.SCORE,
              ApiKind.TOKENIZE,
              ApiKind.DETOKENIZE,
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
    if (path.startsWith(RESPONSES)) {
      return kept(path.substring(RESPONSES.length()));
    }
    return path.startsWith("/v1/models/")
        ? model(path.substring("/v1/models/".length()))
        : new Unknown();
  }

  /** The methods it takes. */
  default List<HttpMethod> methods() {
    return switch (this) {
      case Relayed _ -> List.of(HttpMethod.POST);
      case Models _, Model _ -> List.of(HttpMethod.GET);
      case Kept kept -> kept.actions().stream().map(ResponseAction::method).toList();
      case Unknown _ -> List.of();
    };
  }

  /**
   * An id goes on into the path of another server: only what means the same there is taken, nothing
   * escaped and nothing that climbs.
   */
  private static ApiPath kept(String rest) {
    int slash = rest.indexOf('/');
    String id = slash < 0 ? rest : rest.substring(0, slash);
    if (!RESPONSE_ID.matcher(id).matches() || id.equals(".") || id.equals("..")) {
      return new Unknown();
    }
    return switch (slash < 0 ? "" : rest.substring(slash)) {
      case "" -> new Kept(id, List.of(ResponseAction.RETRIEVE, ResponseAction.DELETE));
      case "/cancel" -> new Kept(id, List.of(ResponseAction.CANCEL));
      case "/input_items" -> new Kept(id, List.of(ResponseAction.INPUT_ITEMS));
      default -> new Unknown();
    };
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
