package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.EngineErrors;
import io.spillway.gateway.fleet.VisitDecision;
import io.spillway.gateway.fleet.Visitor;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.json.JsonText;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.gateway.sse.AnswerReader;
import io.spillway.gateway.sse.EventReader;
import io.spillway.router.EndpointId;
import io.spillway.router.Tier;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the one endpoint that keeps a response about it. */
record ResponseErrand(KeptResponse response, VisitRequest request) implements Errand {
  private static final int CHOICES = 1;

  @Override
  public String reason() {
    return "pinned";
  }

  @Override
  public VisitDecision place(Set<EndpointId> tried) {
    var visitor = new Visitor(request.tenant(), request.stream());
    VisitDecision decision = request.model().visit(response.keeper(), visitor);
    if (decision instanceof VisitDecision.Nowhere) {
      response.forget().run();
    }
    return decision;
  }

  @Override
  public ApiError nowhere() {
    return ApiError.unknownResponse(null, response.id());
  }

  @Override
  public int nowhereRetryAfterSeconds() {
    return 0;
  }

  @Override
  public boolean elsewhere(AttemptEnd.Failure end, int attempts, Deaths deaths) {
    return false;
  }

  @Override
  public Attempt.Call call(VisitDecision.At place, int attempt) {
    ResponseAction action = response.action();
    String path = ApiKind.RESPONSES.path() + "/" + response.id() + action.suffix();
    String query = response.query().isEmpty() ? "" : "?" + response.query();
    var head =
        new UpstreamHead(
            AttemptCalls.id(request.id(), attempt),
            null,
            request.stream(),
            request.trace().parent(),
            request.trace().state());
    return new Attempt.Call(
        place.address(),
        action.method(),
        AttemptCalls.path(path, place.tier()) + query,
        body(action),
        head,
        request.stream() ? flow(place.tier()) : null,
        request.limits().wholeAnswerBytesMax());
  }

  /** Some servers refuse a POST that does not say that its body is empty. */
  private static @Nullable Buffer body(ResponseAction action) {
    return action.method().equals(HttpMethod.POST) ? Buffer.buffer() : null;
  }

  /** The first events repeat the request, of a size that is not known any more. */
  private EventFlow flow(Tier tier) {
    return new EventFlow(
            new EventReader(ApiKind.RESPONSES, CHOICES),
            ApiKind.RESPONSES.usageOnRequest(),
            false,
            clientModel(tier))
        .echoing(Integer.MAX_VALUE);
  }

  /** How a response ended is what is asked: one that failed is a good answer, too. */
  @Override
  public AttemptEnd answered(AttemptEnd.Answer answer, VisitDecision.At place) {
    AnswerFacts facts = AnswerReader.read(HeapBytes.of(answer.body()), ApiKind.RESPONSES);
    boolean nothingToSay = answer.status() == 204;
    if (!facts.json() && !nothingToSay) {
      return new AttemptEnd.Failed(ApiError.badGateway("The endpoint's answer is no JSON object."));
    }
    if (facts.error() && facts.responseId() == null) {
      return EngineRefusals.of(EngineErrors.fromEvent(HeapBytes.of(answer.body())), 0);
    }
    if (response.action() == ResponseAction.DELETE) {
      response.forget().run();
    }
    byte[] name = clientModel(place.tier());
    return name == null
        ? answer
        : new AttemptEnd.Answer(
            answer.status(), answer.contentType(), AttemptCalls.named(answer.body(), name));
  }

  @Override
  public ApiError refused(ApiError error) {
    if (error.status() != 404 || !response.action().tellsWhetherKept()) {
      return error;
    }
    response.forget().run();
    return nowhere();
  }

  private byte @Nullable [] clientModel(Tier tier) {
    return tier == Tier.OVERFLOW ? JsonText.quoted(request.model().config().name()) : null;
  }
}
