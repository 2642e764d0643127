package io.spillway.gateway.relay;

import io.spillway.gateway.config.Heartbeat;
import io.spillway.gateway.config.Timeouts;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.RequestFacts;
import io.spillway.gateway.session.SessionKey;
import io.spillway.gateway.tenant.Tenant;
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
}
