package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.FinishReason;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A reply token by token. A client that reads slowly gets several tokens in one event, as vLLM
 * merges them; a failure that was switched on strikes after its number of tokens, or at the end.
 */
final class StreamReply implements Reply {
  private final GenerationRequest request;
  private final StreamFormat format;
  private final TokenText text;
  private final EventSink body;
  private final Consumer<EngineError> refuse;
  private final Runnable reset;
  private final Wire wire;
  private final Optional<Failure> failure;
  private final int[] produced;
  private final int[] sent;
  private final Ending[] endings;
  private int sentTotal;
  private int openChoices;
  private int cachedTokens;
  private boolean opened;
  private boolean over;

  StreamReply(GenerationRequest request, Writing writing, EventSink body, Optional<Failure> fail) {
    this.request = request;
    this.format = writing.format();
    this.text = writing.text();
    this.refuse = writing.refuse();
    this.reset = writing.reset();
    this.wire = writing.wire();
    this.body = body;
    this.failure = fail;
    this.produced = new int[request.choices()];
    this.sent = new int[request.choices()];
    this.endings = new Ending[request.choices()];
    Arrays.fill(endings, Ending.NOT_YET);
    this.openChoices = request.choices();
  }

  /**
   * How a stream is written.
   *
   * @param format its events
   * @param text its tokens
   * @param wire the engine's manners
   * @param refuse answers with an error, while no head has been sent
   * @param reset resets its connection
   */
  record Writing(
      StreamFormat format,
      TokenText text,
      Wire wire,
      Consumer<EngineError> refuse,
      Runnable reset) {}

  @Override
  public void begin() {
    if (wire.headersFirst()) {
      body.begin();
      if (format.opensWithHead()) {
        open();
      }
    }
    body.onRoom(this::flushAll);
  }

  @Override
  public boolean token(int choice, int index, int cached, Ending last) {
    if (over) {
      return false;
    }
    produced[choice] = index + 1;
    endings[choice] = last;
    cachedTokens += index == 0 ? cached : 0;
    if (!body.full()) {
      flush(choice);
    }
    return !broken();
  }

  @Override
  public void abort() {
    if (over) {
      return;
    }
    open();
    for (int choice = 0; choice < sent.length; choice++) {
      // An engine that has said nothing yet does not say either that it stops.
      if (endings[choice] == Ending.NOT_YET && sent[choice] > 0) {
        body.write(format.finish(choice, FinishReason.ABORT.label(), usage()));
      }
    }
    close(true);
  }

  private boolean broken() {
    return over && openChoices > 0;
  }

  private void flushAll() {
    for (int choice = 0; choice < sent.length && !over; choice++) {
      flush(choice);
    }
  }

  private void flush(int choice) {
    int to = Math.min(produced[choice], sent[choice] + tokensUntilFailure());
    boolean finished = endings[choice] != Ending.NOT_YET && to == produced[choice];
    boolean strikes = strikes(to, choice, finished);
    if (to > sent[choice] && (to - sent[choice] >= wire.chunkTokens() || finished || strikes)) {
      open();
      sentTotal += to - sent[choice];
      Usage usage = request.manner().usageInEach() ? usage() : null;
      body.write(format.tokens(text, new StreamFormat.Span(choice, sent[choice], to), usage));
      sent[choice] = to;
    }
    if (strikes) {
      strike(choice);
    } else if (finished) {
      finish(choice);
    }
  }

  private void finish(int choice) {
    body.write(format.finish(choice, endings[choice].reason().label(), usage()));
    if (--openChoices > 0) {
      return;
    }
    body.write(format.usage(usage()));
    close(failure.map(Failure::kind).filter(kind -> kind == FailureKind.NO_DONE).isEmpty());
  }

  private Usage usage() {
    int cached = wire.saysCached() ? cachedTokens / request.copies() : Usage.UNSAID;
    return new Usage(request.promptTokens(), sentTotal, cached);
  }

  private int tokensUntilFailure() {
    return failure
        .filter(StreamReply::breaks)
        .map(fail -> fail.value() - sentTotal)
        .orElse(Integer.MAX_VALUE / 2);
  }

  private boolean strikes(int to, int choice, boolean finished) {
    return failure.filter(StreamReply::breaks).isPresent()
        && (finished || to < produced[choice] || to - sent[choice] >= tokensUntilFailure());
  }

  private static boolean breaks(Failure failure) {
    return switch (failure.kind()) {
      case ERROR_FIRST, ERROR_AFTER, ABORT_AFTER, ROLE_DONE, END_AFTER -> true;
      case RESET_AFTER, HALF_EVENT, STALL_AFTER -> true;
      case STATUS, HANG, SILENCE, COMMENTS, NO_DONE, DRIP, REDIRECT -> false;
      case UNHEALTHY, WEDGED, REFUSE -> false;
    };
  }

  private void strike(int choice) {
    over = true;
    switch (failure.orElseThrow().kind()) {
      case ERROR_FIRST, ERROR_AFTER -> fail(EngineError.INTERNAL);
      case ABORT_AFTER -> {
        open();
        body.write(format.finish(choice, FinishReason.ABORT.label(), usage()));
        close(true);
      }
      case ROLE_DONE -> {
        open();
        close(true);
      }
      case END_AFTER -> close(false);
      case RESET_AFTER -> reset.run();
      case HALF_EVENT -> {
        var next = new StreamFormat.Span(choice, sent[choice], sent[choice] + 1);
        Buffer event = format.tokens(text, next, null);
        body.write(event.getBuffer(0, event.length() / 2));
        reset.run();
      }
      case STALL_AFTER, STATUS, HANG, SILENCE, COMMENTS, NO_DONE, DRIP -> {}
      case REDIRECT, UNHEALTHY, WEDGED, REFUSE -> {}
    }
  }

  /** Fails as the engine does: by an answer if it still can, by an event, or by a broken line. */
  private void fail(EngineError error) {
    Buffer event = format.error(error);
    if (!body.begun() && wire.is(Trait.EVENT_ERRORS, "llamacpp")) {
      refuse.accept(error);
    } else if (event == null) {
      reset.run();
    } else {
      body.write(event);
      close(format.doneAfterError());
    }
  }

  private void open() {
    if (!opened) {
      opened = true;
      body.write(format.opening());
    }
  }

  private void close(boolean done) {
    over = true;
    if (done) {
      body.write(format.done(usage()));
    }
    body.end();
  }
}
