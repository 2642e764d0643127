package io.spillway.gateway.relay;

import io.netty.buffer.Unpooled;
import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.EngineErrors;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.BodySplice;
import io.spillway.gateway.inspect.RequestFacts;
import io.spillway.gateway.json.JsonText;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.gateway.sse.AnswerReader;
import io.spillway.gateway.sse.EventReader;
import io.spillway.gateway.sse.ModelRename;
import io.spillway.gateway.sse.NullError;
import io.spillway.router.Tier;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What one request becomes on one endpoint, and what the endpoint's answer becomes for it. */
final class AttemptCalls {
  private AttemptCalls() {}

  /** The call for an endpoint: the client's body with its named splices, and how to read back. */
  static Attempt.Call of(RelayRequest request, Address address, Tier tier, int attempt) {
    RequestFacts facts = request.facts();
    boolean stream = request.stream();
    boolean hideUsage = stream && !facts.usageAsked();
    byte[] body = body(request, address);
    EventFlow flow =
        stream
            ? new EventFlow(
                new EventReader(request.kind(), facts.choices()),
                request.kind().usageOnRequest(),
                hideUsage,
                rename(request, tier))
            : null;
    if (flow != null && request.kind() == ApiKind.RESPONSES) {
      flow.echoing(request.body().length);
    }
    return new Attempt.Call(
        address,
        HttpMethod.POST,
        path(request.kind().path(), tier),
        BufferInternal.buffer(Unpooled.wrappedBuffer(body)),
        head(request, stream, attempt),
        flow,
        request.limits().wholeAnswerBytesMax());
  }

  /** What an endpoint is sent: the client's body with its named splices. */
  static byte[] body(RelayRequest request, Address address) {
    RequestFacts facts = request.facts();
    boolean hideUsage = request.stream() && !facts.usageAsked();
    return BodySplice.splice(request.body(), facts, upstreamModel(request, address), hideUsage);
  }

  /** What a whole answer says. */
  static AnswerFacts read(RelayRequest request, Buffer body) {
    return AnswerReader.read(HeapBytes.of(body), request.kind());
  }

  /** What a whole answer amounts to that is none; null when it is one. */
  static @Nullable AttemptEnd fault(AnswerFacts facts, Buffer body) {
    if (facts.error()) {
      return EngineRefusals.of(EngineErrors.fromEvent(HeapBytes.of(body)), 0);
    }
    return facts.complete() || facts.underWay()
        ? null
        : new AttemptEnd.Failed(ApiError.badGateway("The endpoint's answer is incomplete."));
  }

  /**
   * A whole answer as the client shall read it: with its own model name, if it comes from an
   * overflow target.
   */
  static Buffer shown(RelayRequest request, Tier tier, AnswerFacts facts, Buffer body) {
    Buffer plain = facts.nullError() ? edited(body, NullError.removed(HeapBytes.of(body))) : body;
    byte[] name = rename(request, tier);
    return name == null ? plain : named(plain, name);
  }

  /** A whole answer with that quoted model name. */
  static Buffer named(Buffer body, byte[] name) {
    return edited(body, ModelRename.rename(HeapBytes.of(body), 0, body.length(), name));
  }

  private static Buffer edited(Buffer body, byte @Nullable [] edited) {
    return edited == null ? body : Buffer.buffer(edited);
  }

  /** A name for one attempt that no other attempt has. */
  static String id(String requestId, int attempt) {
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    return requestId + "-" + unique + "-" + attempt;
  }

  private static UpstreamHead head(RelayRequest request, boolean stream, int attempt) {
    return new UpstreamHead(
        id(request.id(), attempt),
        request.contentType(),
        stream,
        request.trace().parent(),
        request.trace().state());
  }

  /** A target's address ends in its version, such as {@code /v1}; a pod's has no path. */
  static String path(String path, Tier tier) {
    return tier == Tier.OVERFLOW ? path.substring("/v1".length()) : path;
  }

  /** The name an endpoint knows the model by: an adapter's own, else the endpoint's, else ours. */
  private static String upstreamModel(RelayRequest request, Address address) {
    if (request.adapter() != null) {
      return request.adapter();
    }
    String own = address.model();
    return own != null ? own : request.model().config().name();
  }

  private static byte @Nullable [] rename(RelayRequest request, Tier tier) {
    return tier == Tier.OVERFLOW ? JsonText.quoted(request.facts().model()) : null;
  }
}
