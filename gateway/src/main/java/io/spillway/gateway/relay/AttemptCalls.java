package io.spillway.gateway.relay;

import io.netty.buffer.Unpooled;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.BodySplice;
import io.spillway.gateway.inspect.RequestFacts;
import io.spillway.gateway.json.JsonText;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.gateway.sse.AnswerReader;
import io.spillway.gateway.sse.EventReader;
import io.spillway.gateway.sse.ModelRename;
import io.spillway.router.Tier;
import io.vertx.core.buffer.Buffer;
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
    byte[] body =
        BodySplice.splice(request.body(), facts, upstreamModel(request, address), hideUsage);
    EventFlow flow =
        stream
            ? new EventFlow(
                new EventReader(request.kind(), facts.choices()),
                request.kind().usageOnRequest(),
                hideUsage,
                rename(request, tier))
            : null;
    return new Attempt.Call(
        address,
        path(request.kind(), tier),
        BufferInternal.buffer(Unpooled.wrappedBuffer(body)),
        head(request, stream, attempt),
        flow,
        request.limits().wholeAnswerBytesMax());
  }

  /** What a whole answer says. */
  static AnswerFacts read(RelayRequest request, Buffer body) {
    return AnswerReader.read(HeapBytes.of(body), request.kind());
  }

  /** A whole answer with the client's model name, if it comes from an overflow target. */
  static Buffer named(RelayRequest request, Tier tier, Buffer body) {
    byte[] name = rename(request, tier);
    if (name == null) {
      return body;
    }
    byte[] bytes = HeapBytes.of(body);
    byte[] renamed = ModelRename.rename(bytes, 0, bytes.length, name);
    return renamed == null ? body : Buffer.buffer(renamed);
  }

  private static UpstreamHead head(RelayRequest request, boolean stream, int attempt) {
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    return new UpstreamHead(
        request.id() + "-" + unique + "-" + attempt,
        request.contentType(),
        stream,
        request.trace().parent(),
        request.trace().state());
  }

  /** A target's address ends in its version, such as {@code /v1}; a pod's has no path. */
  private static String path(ApiKind kind, Tier tier) {
    return tier == Tier.OVERFLOW ? kind.path().substring("/v1".length()) : kind.path();
  }

  /** The name an endpoint knows the model by: its own, else the configured one. */
  private static String upstreamModel(RelayRequest request, Address address) {
    String own = address.model();
    return own != null ? own : request.model().config().name();
  }

  private static byte @Nullable [] rename(RelayRequest request, Tier tier) {
    return tier == Tier.OVERFLOW ? JsonText.quoted(request.facts().model()) : null;
  }
}
