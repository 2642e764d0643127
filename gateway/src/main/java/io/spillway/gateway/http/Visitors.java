package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.relay.KeptResponse;
import io.spillway.gateway.relay.RelayLoop;
import io.spillway.gateway.relay.RelayRequest;
import io.spillway.gateway.relay.ResponseAction;
import io.spillway.gateway.relay.Visit;
import io.spillway.gateway.relay.VisitRequest;
import io.spillway.gateway.responses.ResponsePlace;
import io.spillway.gateway.tenant.Tenant;
import io.spillway.router.EndpointId;
import org.jspecify.annotations.Nullable;

/** Sends requests on that take no slot, on one event loop. */
final class Visitors {
  /** Requests about a response need no body; what some clients send is read and dropped. */
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private final Edge.Shared shared;
  private final RelayLoop loop;

  Visitors(Edge.Shared shared, RelayLoop loop) {
    this.shared = shared;
    this.loop = loop;
  }

  /** Sends a body to any pod of its model. */
  void anyPod(Incoming incoming, RelayRequest request, Runnable releaseBody) {
    begin(incoming, new Visit.Purpose.AnyPod(request), releaseBody);
  }

  /** Asks about a response, once what the client sends with it has been read. */
  void kept(Incoming incoming, Tenant tenant, Asked asked) {
    Long length = BodyIntake.declaredLength(incoming.request().getHeader("content-length"));
    if (length == null) {
      incoming.refuse(ApiError.invalid(null, "The content length is not a number."));
      return;
    }
    var server = incoming.catalogue().server();
    var limits = new BodyIntake.Limits(BODY_BYTES_MAX, server.timeouts().body(), shared.budget());
    var listener = new Read(incoming, tenant, asked);
    var intake = new BodyIntake(incoming.request(), limits, listener);
    listener.intake = intake;
    intake.start(loop.timer(), length);
  }

  /** What is asked about which response. */
  record Asked(String id, ResponseAction action) {}

  /** Goes on when the body is here. */
  private final class Read implements BodyIntake.Listener {
    private final Incoming incoming;
    private final Tenant tenant;
    private final Asked asked;
    private @Nullable BodyIntake intake;

    Read(Incoming incoming, Tenant tenant, Asked asked) {
      this.incoming = incoming;
      this.tenant = tenant;
      this.asked = asked;
    }

    @Override
    public void body(byte[] body) {
      release();
      incoming.guard(this::ask);
    }

    private void ask() {
      switch (ResponseQuery.of(incoming.request().query(), asked.action())) {
        case ResponseQuery.Refused refused -> incoming.answer(refused.error());
        case ResponseQuery.Accepted query -> visit(query);
      }
    }

    private void visit(ResponseQuery.Accepted query) {
      ResponsePlace place =
          shared.responses().find(tenant.name(), asked.id(), loop.ticker().nanos());
      Catalogue.Served served = place == null ? null : incoming.catalogue().find(place.model());
      if (place == null || served == null) {
        forget();
        incoming.answer(ApiError.unknownResponse(null, asked.id()));
        return;
      }
      var request =
          new VisitRequest(
              incoming.client().requestId(),
              tenant.name(),
              served.runtime(),
              asked.action().label(),
              query.stream(),
              incoming.trace(),
              incoming.limits(),
              incoming.arrivedNanos());
      var response =
          new KeptResponse(
              asked.id(),
              asked.action(),
              query.text(),
              new EndpointId(place.endpoint()),
              this::forget);
      begin(incoming, new Visit.Purpose.Kept(request, response), () -> {});
    }

    private void forget() {
      shared.responses().forget(tenant.name(), asked.id());
    }

    @Override
    public void refused(ApiError error) {
      release();
      incoming.refuse(error);
    }

    @Override
    public void gone() {
      release();
      incoming.ended(499, Ending.CLIENT_GONE, null);
    }

    private void release() {
      if (intake != null) {
        intake.release();
      }
    }
  }

  private void begin(Incoming incoming, Visit.Purpose purpose, Runnable release) {
    var ticket = new ActiveRequests.Ticket();
    var visit =
        Visit.of(
            purpose,
            incoming.client(),
            loop,
            () -> {
              release.run();
              shared.active().ended(ticket);
            });
    shared.active().began(ticket, visit::cut);
    visit.start();
  }
}
