package io.spillway.gateway.relay;

import io.netty.buffer.Unpooled;
import io.spillway.gateway.config.EngineType;
import io.spillway.gateway.config.SelfHostedConfig;
import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.ContinuedBody;
import io.spillway.gateway.json.JsonText;
import io.spillway.gateway.sse.AnswerSoFar;
import io.spillway.gateway.sse.ContinuedEvents;
import io.spillway.gateway.sse.TokenUsage;
import io.spillway.router.Tier;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a chat's stream that broke goes on from another pod, and how.
 *
 * <p>A pod can go on where the answer so far is all that counts: one choice, nothing but text, no
 * grammar, no log probabilities. It gets the request with that text as the beginning of an
 * assistant's message, and its events become those of the first stream.
 */
final class Continuation {
  private final RelayRequest request;
  private final EngineType engine;
  private final @Nullable String flags;
  private @Nullable AnswerSoFar said;
  private @Nullable GoingOn next;

  /**
   * How the next attempt goes on. Never compared.
   *
   * @param broken how the one before it ended
   * @param from what had been said by then
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record GoingOn(
      AttemptEnd.Broken broken, AnswerSoFar from, byte[] body, ContinuedEvents events) {}

  /** What is to be done about a stream that broke. */
  sealed interface Next {
    /** Another pod is asked to go on. */
    record Resume() implements Next {}

    /** The answer had reached its bound on tokens: these events end it. */
    record End(Buffer events) implements Next {}

    /** The client is told. */
    record Fail() implements Next {}
  }

  private Continuation(RelayRequest request, EngineType engine, @Nullable String flags) {
    this.request = request;
    this.engine = engine;
    this.flags = flags;
  }

  /** What becomes of the stream of a request that has not been sent. */
  static Continuation of(RelayRequest request) {
    SelfHostedConfig pods = request.model().config().selfHosted();
    boolean plain =
        request.kind() == ApiKind.CHAT && request.stream() && request.facts().choices() == 1;
    return new Continuation(
        request, pods.engine(), plain && pods.resume() ? flags(pods.engine()) : null);
  }

  /** What tells an engine to go on with the last message; null when it cannot. */
  private static @Nullable String flags(EngineType engine) {
    return switch (engine) {
      case VLLM -> "\"continue_final_message\":true,\"add_generation_prompt\":false,";
      case SGLANG -> "\"continue_final_message\":true,";
      case LLAMACPP -> "";
      case TGI, TRTLLM, OPENAI -> null;
    };
  }

  /** The call as it is made: one that goes on, once another has broken. Its stream is kept. */
  Attempt.Call of(Attempt.Call call, Tier tier) {
    EventFlow flow = call.flow();
    if (flow == null || flags == null || tier != Tier.SELF_HOSTED) {
      said = null;
      return call;
    }
    if (next == null) {
      said = new AnswerSoFar();
      flow.keptIn(said);
      return call;
    }
    // What an attempt says that fails is no part of the answer the next goes on with.
    said = next.from().copy();
    flow.keptIn(said).continuing(next.events());
    return new Attempt.Call(
        call.address(),
        call.method(),
        call.path(),
        BufferInternal.buffer(Unpooled.wrappedBuffer(next.body())),
        call.head(),
        flow,
        call.wholeBytesMax());
  }

  /**
   * Decides on a stream that broke.
   *
   * @param flow what it brought
   * @param failed where it came from
   */
  Next after(AttemptEnd.Broken end, @Nullable EventFlow flow, HeldPlace failed) {
    Address address = failed.lastAddress();
    if (said == null || flow == null || flags == null || address == null) {
      return new Next.Fail();
    }
    if (!mends(end.by()) || flow.complete() || !said.onlyText()) {
      return new Next.Fail();
    }
    TokenUsage usage = flow.usage();
    var soFar = new ContinuedBody.Said(said.quotedText(), usage.outputTokens(), flags);
    if (!goesOnFrom(soFar.text())) {
      return new Next.Fail();
    }
    var events = ContinuedEvents.of(said, usage);
    return switch (ContinuedBody.of(AttemptCalls.body(request, address), soFar)) {
      case ContinuedBody.Impossible _ -> new Next.Fail();
      case ContinuedBody.Spent _ ->
          new Next.End(Buffer.buffer(events.endedByLength(request.facts().usageAsked())));
      case ContinuedBody.Ready(byte[] bytes) -> {
        next = new GoingOn(end, said, bytes, events);
        yield new Next.Resume();
      }
    };
  }

  /** Declares, at the first event of an attempt, that it goes on with another if it does. */
  void begun(RequestNotes notes, Downstream client) {
    if (next != null) {
      notes.resumed(next.broken().by());
      client.resumed();
    }
  }

  /** True once a stream broke that is to be gone on with. */
  boolean underWay() {
    return next != null;
  }

  /** What the client is told when an attempt fails: that what it was to go on with broke. */
  ApiError told(ApiError error) {
    return next == null ? error : next.broken().error();
  }

  private static boolean mends(StreamBreak by) {
    return switch (by) {
      case LOST, TRUNCATED, ERROR, ABORTED, IDLE -> true;
      case RESTARTED, NONSENSE -> false;
    };
  }

  /**
   * Whether an engine can be trusted to go on exactly where the text ends. Templates treat thoughts
   * as no part of a message, and those that vLLM renders may trim its end, so that a line's end
   * would come twice.
   */
  private boolean goesOnFrom(String text) {
    return !text.isBlank()
        && !text.contains("<think>")
        && !text.contains("</think>")
        && !(engine == EngineType.VLLM && Character.isWhitespace(text.charAt(text.length() - 1)))
        && JsonText.wellFormed(text);
  }
}
