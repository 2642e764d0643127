package io.spillway.loadtest.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The responses of one process; the eldest is forgotten when there are too many. */
final class ResponseStore {
  private static final int RESPONSES_MAX = 1000;

  private final Map<String, StoredResponse> byId = new LinkedHashMap<>();

  void put(StoredResponse response) {
    if (byId.size() >= RESPONSES_MAX) {
      byId.remove(byId.keySet().iterator().next());
    }
    byId.put(response.id(), response);
  }

  Optional<StoredResponse> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  void remove(String id) {
    byId.remove(id);
  }

  /** The error for an id that is not there. */
  static EngineError unknown(String id) {
    return new EngineError(
        404, "Response with id '" + id + "' not found.", "invalid_request_error", "response_id");
  }
}
