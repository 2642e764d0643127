package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.inspect.ResponseFacts;
import io.spillway.gateway.responses.Lineage;
import io.spillway.gateway.responses.ResponsePlace;
import io.spillway.gateway.responses.ResponseTable;
import org.jspecify.annotations.Nullable;

/** Whether a request can go on from what it says it goes on from. */
sealed interface Ancestry {
  /** It can. {@code lineage} is null when it has nothing to do with kept responses. */
  record Known(@Nullable Lineage lineage) implements Ancestry {}

  /** It cannot: its tenant has no such response, or another model made it. */
  record Refused(ApiError error) implements Ancestry {}

  /** Who asks, and of which configured model. */
  record Asker(String tenant, String model) {}

  /** Looks up what a request goes on from. */
  static Ancestry of(ResponseFacts facts, ResponseTable table, Asker asker, long nowNanos) {
    if (facts.equals(ResponseFacts.NONE)) {
      return new Known(null);
    }
    String id = facts.previousId();
    if (id == null) {
      return new Known(new Lineage(table, asker.tenant(), null, facts.store()));
    }
    ResponsePlace place = table.find(asker.tenant(), id, nowNanos);
    if (place == null) {
      return new Refused(ApiError.unknownPrevious(id));
    }
    if (!place.model().equals(asker.model())) {
      return new Refused(
          ApiError.invalid(
              "previous_response_id",
              "The previous response was made by another model, which alone can go on from it."));
    }
    var previous = new Lineage.Previous(id, place);
    return new Known(new Lineage(table, asker.tenant(), previous, facts.store()));
  }
}
