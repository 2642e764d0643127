package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.EngineScheduler;
import io.spillway.loadtest.engine.model.FinishReason;
import io.spillway.loadtest.engine.model.PrefixChain;
import io.spillway.loadtest.engine.model.SequenceRequest;
import io.spillway.loadtest.engine.model.TokenOutput;
import io.spillway.router.Ticker;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** The engine behind the HTTP edge: which sequence belongs to which request, and who stops it. */
final class EngineCore {
  private final EngineOptions options;
  private final Ticker ticker;
  private final EngineScheduler scheduler;
  private final EngineMetrics metrics;
  private final StepDriver driver;
  private final Runnable changed;
  private final Map<Long, Generation> bySequence = new HashMap<>();
  private final Adapters adapters;
  private boolean asleep;
  private boolean wedged;
  private boolean abortsNew;

  /** An engine with an empty cache; {@code changed} runs after every change of its counts. */
  EngineCore(Vertx vertx, EngineOptions options, Ticker ticker, Runnable changed) {
    this.options = options;
    this.ticker = ticker;
    this.changed = changed;
    this.adapters = new Adapters(options.behaviour().wire().adapters());
    this.scheduler = new EngineScheduler(options.profile());
    this.metrics = new EngineMetrics(options, System.currentTimeMillis());
    double jitter = options.behaviour().wire().percent(Trait.JITTER) / 100.0;
    var random = new SplittableRandom(options.seed());
    var pace = new StepDriver.Pace(ticker, options.speed(), jitter, random);
    this.driver = new StepDriver(vertx, scheduler, pace, this::step);
  }

  /** True if another request finds no place even to wait. */
  boolean full(int sequences) {
    if (options.behaviour().wire().is(Trait.OVERLOAD, "wait")) {
      return false;
    }
    int seats = options.profile().limits().sequencesMax() + options.waitingMax();
    return scheduler.running() + scheduler.waiting() + sequences > seats;
  }

  /** Queues a request. */
  Generation submit(GenerationRequest request, TokenText text, Reply reply) {
    var generation = new Generation(request, reply, metrics, ticker.nanos());
    for (int choice = 0; choice < request.choices(); choice++) {
      byte[] prompt = request.prompt(choice);
      int tokens = request.output().tokens();
      var sequence =
          new SequenceRequest(
              RequestReader.tokens(prompt),
              tokens,
              PrefixChain.of(withAnswer(prompt, text, choice, tokens), request.salt()));
      long id = scheduler.submit(sequence);
      generation.sequence(id, choice);
      bySequence.put(id, generation);
    }
    driver.wake();
    changed.run();
    return generation;
  }

  /** Stops a request whose client has gone. */
  void clientGone(Generation generation) {
    stop(generation, FinishReason.ABORT);
  }

  /** Aborts everything, forgets the cache; new requests wait. */
  void sleep() {
    asleep = true;
    driver.pause();
    abortAll();
    scheduler.forgetCache();
    changed.run();
  }

  /** Aborts everything, and tells the clients so. */
  void abortAll() {
    for (Generation generation : Set.copyOf(bySequence.values())) {
      generation.abort(scheduler);
    }
    bySequence.clear();
    driver.wake();
    changed.run();
  }

  /** True if nothing runs and nothing waits. */
  boolean idle() {
    return bySequence.isEmpty();
  }

  Adapters adapters() {
    return adapters;
  }

  /** Works again. */
  void wake() {
    asleep = false;
    resume();
  }

  /** Makes no steps, or makes them again; whoever waits is told nothing. */
  void wedge(boolean stuck) {
    if (stuck != wedged) {
      wedged = stuck;
      driver.pause();
      resume();
    }
  }

  private void resume() {
    if (!asleep && !wedged) {
      driver.resume();
    }
    changed.run();
  }

  /** From now on every request is aborted as it comes. */
  void abortNew() {
    abortsNew = true;
  }

  boolean abortsNew() {
    return abortsNew;
  }

  boolean asleep() {
    return asleep;
  }

  /** Nothing happens any more. */
  void stop() {
    driver.stop();
  }

  String metricsText() {
    return metrics.text(scheduler, adapters.names(), asleep);
  }

  EngineCounters counters(int connections) {
    return metrics.counters(scheduler, connections);
  }

  private void step(List<TokenOutput> outputs) {
    long now = ticker.nanos();
    for (TokenOutput output : outputs) {
      Generation generation = bySequence.get(output.sequence());
      if (generation == null) {
        continue; // Stopped by an earlier token of this step.
      }
      boolean goesOn = generation.token(output, now);
      if (output.last()) {
        bySequence.remove(output.sequence());
      }
      if (!goesOn) {
        stop(generation, FinishReason.ERROR);
      }
    }
    changed.run();
  }

  private void stop(Generation generation, FinishReason reason) {
    generation.sequences().forEach(bySequence::remove);
    generation.stop(scheduler, reason);
    driver.wake();
    changed.run();
  }

  private byte[] withAnswer(byte[] prompt, TokenText text, int choice, int tokens) {
    if (options.behaviour().tokenIds() || prompt.length % PrefixChain.TOKEN_BYTES != 0) {
      return prompt;
    }
    var whole = new byte[prompt.length + tokens * PrefixChain.TOKEN_BYTES];
    System.arraycopy(prompt, 0, whole, 0, prompt.length);
    for (int index = 0; index < tokens; index++) {
      int at = prompt.length + index * PrefixChain.TOKEN_BYTES;
      System.arraycopy(text.of(choice, index), 0, whole, at, PrefixChain.TOKEN_BYTES);
    }
    return whole;
  }
}
