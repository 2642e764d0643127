package io.spillway.loadtest.engine;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Clients that follow the events of responses that are made in the background. */
final class ResponseFollowers {
  private final Vertx vertx;
  private final long pingMillis;

  ResponseFollowers(Vertx vertx, Wire wire) {
    this.vertx = vertx;
    this.pingMillis = wire.pingMillis();
  }

  /** Sends the events from one on to a client until they end or it leaves. */
  void follow(HttpServerRequest http, ResponseRecording recording, int from) {
    var rhythm = new EventBody.Rhythm(0, pingMillis, StreamFormat.COMMENT);
    var client = new EventBody(vertx, http.response(), rhythm);
    http.response().closeHandler(_ -> recording.leave(client));
    recording.follow(client, from);
  }
}
