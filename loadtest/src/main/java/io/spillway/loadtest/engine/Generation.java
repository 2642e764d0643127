package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.EngineScheduler;
import io.spillway.loadtest.engine.model.FinishReason;
import io.spillway.loadtest.engine.model.TokenOutput;
import java.util.HashMap;
import java.util.Map;

/**
 * One request in the engine: its sequences, one per choice, and the reply they feed. A sequence
 * counts as finished exactly once.
 */
final class Generation {
  private static final double NANOS_PER_SECOND = 1e9;

  private final GenerationRequest request;
  private final Reply reply;
  private final EngineMetrics metrics;
  private final long arrivedNanos;
  private final Map<Long, Integer> choices = new HashMap<>();
  private final long[] lastNanos;
  private long generated;
  private boolean clientGone;

  Generation(GenerationRequest request, Reply reply, EngineMetrics metrics, long arrivedNanos) {
    this.request = request;
    this.reply = reply;
    this.metrics = metrics;
    this.arrivedNanos = arrivedNanos;
    this.lastNanos = new long[request.choices()];
  }

  /** A sequence of this request was queued. */
  void sequence(long id, int choice) {
    choices.put(id, choice);
  }

  /** A token came. False if the reply wants no more. */
  boolean token(TokenOutput output, long nowNanos) {
    int choice = choices.getOrDefault(output.sequence(), 0);
    count(output, choice, nowNanos);
    if (clientGone) {
      metrics.wasted();
    }
    if (!output.last()) {
      return reply.token(choice, output.index(), output.cachedTokens(), Reply.Ending.NOT_YET);
    }
    choices.remove(output.sequence());
    var ending = request.output().stopped() ? Reply.Ending.STOPPED : Reply.Ending.CUT;
    metrics.finished(ending.reason());
    return reply.token(choice, output.index(), output.cachedTokens(), ending);
  }

  /** Tokens from here on are wasted. */
  void clientGone() {
    clientGone = true;
  }

  /** Stops what still runs, without a word to the client. */
  void stop(EngineScheduler scheduler, FinishReason reason) {
    if (choices.isEmpty()) {
      return;
    }
    for (long id : choices.keySet()) {
      scheduler.abort(id);
      metrics.finished(reason);
    }
    choices.clear();
    metrics.abandoned(generated);
  }

  /** Stops what still runs and tells the client so, as an engine that goes to sleep. */
  void abort(EngineScheduler scheduler) {
    if (!choices.isEmpty()) {
      stop(scheduler, FinishReason.ABORT);
      reply.abort();
    }
  }

  Iterable<Long> sequences() {
    return choices.keySet();
  }

  private void count(TokenOutput output, int choice, long nowNanos) {
    generated++;
    if (output.index() == 0) {
      int prompt = RequestReader.tokens(request.prompt(choice));
      double seconds = (nowNanos - arrivedNanos) / NANOS_PER_SECOND;
      metrics.firstToken(seconds, prompt, output.cachedTokens());
    } else {
      metrics.nextToken((nowNanos - lastNanos[choice]) / NANOS_PER_SECOND);
    }
    lastNanos[choice] = nowNanos;
  }
}
