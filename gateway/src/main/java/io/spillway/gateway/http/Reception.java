package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.BodyInspector;
import io.spillway.gateway.inspect.Inspection;
import io.spillway.gateway.inspect.MultipartInspector;
import io.spillway.gateway.inspect.RequestFacts;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.prefix.PromptOwner;
import io.spillway.gateway.relay.Exchange;
import io.spillway.gateway.relay.RelayLoop;
import io.spillway.gateway.relay.RelayRequest;
import io.spillway.gateway.responses.Lineage;
import io.spillway.gateway.session.SessionKey;
import io.spillway.gateway.session.SessionRequest;
import io.spillway.gateway.tenant.Tenant;
import io.spillway.router.PrefixChain;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Receives the bodies of requests, on one event loop, finds out what they ask for, and sends them
 * on.
 */
final class Reception {
  private static final CharSequence SDK = HttpHeaders.createOptimized("x-stainless-lang");

  private final Edge.Shared shared;
  private final RelayLoop loop;
  private final Visitors visitors;

  Reception(Edge.Shared shared, RelayLoop loop, Visitors visitors) {
    this.shared = shared;
    this.loop = loop;
    this.visitors = visitors;
  }

  /** Takes a request of a tenant whose body is still to come. */
  void receive(Incoming incoming, Tenant tenant, ApiKind kind) {
    HttpServerRequest request = incoming.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    Long length = BodyIntake.declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
    if (kind.multipart() ? !isForm(type) : type != null && !isJson(type)) {
      incoming.refuse(kind.multipart() ? ApiError.notMultipart() : ApiError.notJson());
    } else if (coding != null && !coding.equalsIgnoreCase("identity")) {
      incoming.refuse(ApiError.codedBody());
    } else if (length == null) {
      incoming.refuse(ApiError.invalid(null, "The content length is not a number."));
    } else {
      read(incoming, tenant, kind, length);
    }
  }

  private void read(Incoming incoming, Tenant tenant, ApiKind kind, long length) {
    var server = incoming.catalogue().server();
    var limits =
        new BodyIntake.Limits(server.maxBodyBytes(), server.timeouts().body(), shared.budget());
    var listener = new Received(incoming, tenant, kind);
    var intake = new BodyIntake(incoming.request(), limits, listener);
    listener.intake = intake;
    intake.start(loop.timer(), length);
  }

  /**
   * What ties a request to others before it.
   *
   * @param session its conversation, if it has one
   * @param prefix its prompt, block by block
   * @param lineage what it has to do with kept responses; null when its kind keeps none
   */
  private record Ties(@Nullable SessionKey session, PrefixChain prefix, @Nullable Lineage lineage) {
    static final Ties NONE = new Ties(null, PrefixChain.EMPTY, null);
  }

  /** Goes on when the body is here. */
  private final class Received implements BodyIntake.Listener {
    private final Incoming incoming;
    private final Tenant tenant;
    private final ApiKind kind;
    private @Nullable BodyIntake intake;

    Received(Incoming incoming, Tenant tenant, ApiKind kind) {
      this.incoming = incoming;
      this.tenant = tenant;
      this.kind = kind;
    }

    @Override
    public void body(byte[] body) {
      incoming.guard(() -> {
        try {
          inspect(body);
        } catch (RuntimeException e) {
          // Nobody has taken the body over who would give it back.
          release();
          throw e;
        }
      });
    }

    private void inspect(byte[] body) {
      switch (inspection(body)) {
        case Inspection.Refused refused -> {
          release();
          incoming.answer(refused.error());
        }
        case Inspection.Unnamed unnamed -> {
          String model = incoming.catalogue().onlyModel();
          if (model != null) {
            route(body, unnamed.named(model).facts());
          } else {
            release();
            incoming.answer(ApiError.invalid("model", "'model' is missing."));
          }
        }
        case Inspection.Routable routable -> route(body, routable.facts());
      }
    }

    private Inspection inspection(byte[] body) {
      return kind.multipart()
          ? MultipartInspector.inspect(body, contentType(incoming.request()), kind)
          : BodyInspector.inspect(body, kind);
    }

    private void route(byte[] body, RequestFacts facts) {
      Catalogue.Served served = incoming.catalogue().find(facts.model());
      if (served == null) {
        release();
        incoming.answer(ApiError.unknownModel(facts.model()));
        return;
      }
      if (!kind.takesSlot()) {
        visitors.anyPod(incoming, request(body, facts, served, Ties.NONE), this::release);
        return;
      }
      var asker = new Ancestry.Asker(tenant.name(), served.runtime().config().name());
      switch (Ancestry.of(facts.responses(), shared.responses(), asker, loop.ticker().nanos())) {
        case Ancestry.Refused refused -> {
          release();
          incoming.answer(refused.error());
        }
        case Ancestry.Known known -> {
          var ties =
              new Ties(session(body, facts, served), prefix(body, facts, served), known.lineage());
          relay(incoming, request(body, facts, served, ties), this::release);
        }
      }
    }

    private @Nullable SessionKey session(byte[] body, RequestFacts facts, Catalogue.Served served) {
      var request = incoming.request();
      long nowSeconds = shared.clock().instant().getEpochSecond();
      SessionKey key =
          served
              .sessions()
              .find(
                  new SessionRequest(
                      tenant.name(),
                      served.runtime().config().name(),
                      request::getHeader,
                      body,
                      facts,
                      () -> clientAddress(incoming)),
                  nowSeconds);
      if (request.getHeader(SDK) == null) {
        String cookie = served.sessions().cookie(tenant.name(), key, request.isSSL(), nowSeconds);
        if (cookie != null) {
          incoming.client().cookie(cookie);
        }
      }
      return key;
    }

    private PrefixChain prefix(byte[] body, RequestFacts facts, Catalogue.Served served) {
      String model = served.runtime().config().name();
      var owner = new PromptOwner(tenant.name(), model, served.adapter(), kind);
      return incoming.catalogue().blocks().chain(owner, body, facts.promptParts());
    }

    private RelayRequest request(
        byte[] body, RequestFacts facts, Catalogue.Served served, Ties ties) {
      return new RelayRequest(
          incoming.client().requestId(),
          tenant,
          served.runtime(),
          kind,
          facts,
          body,
          kind.multipart() ? contentType(incoming.request()) : RelayRequest.JSON,
          served.adapter(),
          ties.session(),
          ties.prefix(),
          ties.lineage(),
          incoming.trace(),
          incoming.limits(),
          incoming.arrivedNanos());
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

  private void relay(Incoming incoming, RelayRequest request, Runnable releaseBody) {
    var ticket = new ActiveRequests.Ticket();
    var exchange =
        new Exchange(
            request,
            incoming.client(),
            loop,
            () -> {
              releaseBody.run();
              shared.active().ended(ticket);
            });
    shared.active().began(ticket, exchange::cut);
    exchange.start();
  }

  private static String clientAddress(Incoming incoming) {
    var remote = incoming.request().remoteAddress();
    String peer = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    var forwarded = incoming.request().headers().getAll("x-forwarded-for");
    return incoming
        .catalogue()
        .addresses()
        .of(peer, forwarded.isEmpty() ? null : String.join(",", forwarded));
  }

  private static boolean isJson(String type) {
    return isMediaType(type, "application/json");
  }

  private static boolean isForm(@Nullable String type) {
    return type != null && isMediaType(type, "multipart/form-data");
  }

  private static boolean isMediaType(String type, String wanted) {
    int semicolon = type.indexOf(';');
    String bare = semicolon < 0 ? type : type.substring(0, semicolon);
    return bare.strip().equalsIgnoreCase(wanted);
  }

  private static String contentType(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type;
  }
}
