package io.spillway.gateway.relay;

import io.spillway.gateway.config.Heartbeat;
import io.spillway.gateway.config.Timeouts;
import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.RequestFacts;
import io.spillway.gateway.responses.Lineage;
import io.spillway.gateway.responses.ResponsePlace;
import io.spillway.gateway.session.SessionKey;
import io.spillway.gateway.tenant.Tenant;
import io.spillway.router.EndpointId;
import io.spillway.router.PrefixChain;
import io.spillway.router.Priority;
import io.spillway.router.Prompt;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Session;
import io.spillway.router.Terms;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request that was let in, read and understood.
 *
 * @param id shown to the client and in the log
 * @param tenant whose it is
 * @param model what it asks for
 * @param body what the client sent
 * @param contentType what the body is
 * @param session its conversation, if it has one
 * @param lineage what it has to do with kept responses; null when its kind keeps none
 * @param trace trace headers to pass on
 * @param limits time limits as they were when it came
 * @param arrivedNanos when its head had arrived
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying a body would cost
public record RelayRequest(
    String id,
    Tenant tenant,
    ModelRuntime model,
    ApiKind kind,
    RequestFacts facts,
    byte[] body,
    String contentType,
    @Nullable SessionKey session,
    @Nullable Lineage lineage,
    Trace trace,
    Limits limits,
    long arrivedNanos) {
  /** The content type of all bodies but forms. */
  public static final String JSON = "application/json";

  /** Trace headers of a client. */
  public record Trace(@Nullable String parent, @Nullable String state) {}

  /** What bounds a request in time and size. */
  public record Limits(Timeouts timeouts, Heartbeat heartbeat, int wholeAnswerBytesMax) {}

  /** True when the client wants an event stream. */
  boolean stream() {
    return facts.stream() && kind.streams();
  }

  /** What placement may know of it, before any endpoint was tried. */
  RoutingRequest routing() {
    Lineage.Previous previous = previous();
    var terms =
        new Terms(
            tenant.name(),
            Priority.DEFAULT,
            tenant.overflowAllowed(),
            arrivedNanos,
            arrivedNanos + model.config().queue().maxWait().toNanos());
    return new RoutingRequest(
        session == null ? null : new Session(session.affinityKey(), false),
        new Prompt(
            facts.promptTokens(), facts.outputTokensMax(), PrefixChain.EMPTY, null, stream()),
        terms,
        Set.of(),
        previous == null ? null : new EndpointId(previous.place().endpoint()));
  }

  /** The response it goes on from; null when it goes on from none. */
  Lineage.@Nullable Previous previous() {
    return lineage == null ? null : lineage.previous();
  }

  /** True when the endpoint goes on with what it began, whether or not the client stays. */
  boolean background() {
    return facts.responses().background() && facts.responses().store();
  }

  /** Forgets the response it goes on from, if an error says that it is kept no more. */
  void forgetPrevious(ApiError error) {
    if (lineage != null && error.previousNotFound()) {
      lineage.previousLost();
    }
  }

  /** Remembers where the response is kept that it makes; nothing as long as the id is not known. */
  void made(@Nullable String responseId, EndpointId endpoint, long nowNanos) {
    if (lineage != null && responseId != null) {
      var place = new ResponsePlace(endpoint.name(), model.config().name());
      lineage.made(responseId, place, nowNanos);
    }
  }
}
