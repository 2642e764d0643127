package io.spillway.loadtest.engine;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/** A reply in one piece, when the last choice has ended. */
final class WholeReply implements Reply {
  private final GenerationRequest request;
  private final Writing writing;
  private final Optional<Failure> failure;
  private final int[] produced;
  private final String[] reasons;
  private int open;
  private int total;
  private int cachedTokens;
  private boolean over;

  WholeReply(GenerationRequest request, Writing writing, Optional<Failure> failure) {
    this.request = request;
    this.writing = writing;
    this.failure = failure;
    this.produced = new int[request.choices()];
    this.reasons = new String[request.choices()];
    this.open = request.choices();
    Arrays.fill(reasons, "abort");
  }

  /**
   * How the reply is written.
   *
   * @param response where it goes
   * @param text its tokens
   * @param wire the engine's manners
   * @param dialect the API it came by
   * @param createdSeconds when the request came
   * @param reset resets its connection
   */
  record Writing(
      HttpServerResponse response,
      TokenText text,
      Wire wire,
      Dialect dialect,
      long createdSeconds,
      Runnable reset) {}

  @Override
  public void begin() {
    // Nothing can be said before the status is known.
  }

  @Override
  public boolean token(int choice, int index, int cached, Ending last) {
    if (over) {
      return false;
    }
    produced[choice] = index + 1;
    total++;
    cachedTokens += index == 0 ? cached : 0;
    if (last != Ending.NOT_YET) {
      reasons[choice] = last.reason().label();
      open--;
    }
    if (failure
        .filter(fail -> open == 0 || total >= fail.value())
        .map(this::strike)
        .orElse(false)) {
      over = true;
      return false;
    }
    if (open == 0) {
      send(200, answer());
    }
    return true;
  }

  @Override
  public void abort() {
    if (!over) {
      send(200, answer());
    }
  }

  /** Breaks the reply; false if the failure does not concern one in one piece. */
  private boolean strike(Failure fail) {
    switch (fail.kind()) {
      case ERROR_FIRST, ERROR_AFTER -> refuse(EngineError.INTERNAL);
      case ABORT_AFTER, ROLE_DONE -> {
        Arrays.fill(reasons, "abort");
        send(200, answer());
      }
      case END_AFTER, RESET_AFTER, HALF_EVENT -> writing.reset().run();
      case STALL_AFTER -> {}
      case STATUS, HANG, SILENCE, COMMENTS, NO_DONE, DRIP, REDIRECT -> {
        return false;
      }
      case UNHEALTHY, WEDGED, REFUSE -> {
        return false;
      }
    }
    return true;
  }

  private void refuse(EngineError error) {
    ErrorShape shape = writing.dialect().errors();
    send(shape.status(error), Dialect.Whole.json(shape.json(error).encode()));
  }

  private void send(int status, Dialect.Whole whole) {
    over = true;
    HttpServerResponse response = writing.response();
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).putHeader("content-type", whole.contentType());
      response.end(whole.body()).onFailure(_ -> {});
    }
  }

  private Dialect.Whole answer() {
    var choices = new ArrayList<Dialect.Choice>();
    int turn = request.output().thoughts();
    for (int choice = 0; choice < produced.length; choice++) {
      String thoughts = text(choice, 0, turn);
      String rest = text(choice, turn, produced[choice]);
      choices.add(new Dialect.Choice(thoughts, rest, reasons[choice]));
    }
    int cached = writing.wire().saysCached() ? cachedTokens / request.copies() : Usage.UNSAID;
    var usage = new Usage(request.promptTokens(), total, cached);
    var answer = new Dialect.Answer(choices, usage, writing.createdSeconds());
    return writing.dialect().whole(request, answer);
  }

  private String text(int choice, int from, int to) {
    int end = Math.min(to, produced[choice]);
    return writing.text().of(new StreamFormat.Span(choice, from, end));
  }
}
