package io.spillway.loadtest.engine.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The scheduler of one engine with continuous batching. Each step:
 *
 * <ol>
 *   <li>running sequences get their next token, or the next chunk of their prompt, while the step's
 *       budget of tokens lasts; if blocks are short, the newest sequence is put back to the front
 *       of the waiting ones and will compute everything again;
 *   <li>unless one was put back, waiting sequences join in order while budget, seats and blocks
 *       last; full blocks whose content is cached are not computed again, except that the last
 *       token always is;
 *   <li>at the end of the step each sequence that has all its known tokens computed produces one.
 * </ol>
 *
 * <p>A driver calls {@link #begin}, lets that time pass, calls {@link #end}, and begins again at
 * once; sequences come and go in between. Single-threaded.
 */
public final class EngineScheduler {
  private static final double NANOS_PER_MICRO = 1_000;

  private final EngineProfile profile;
  private final KvCache cache;
  private final Map<Long, Sequence> live = new HashMap<>();
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();
  private final List<Sequence> inStep = new ArrayList<>();
  private boolean stepping;
  private long nextId = 1;
  private long prefixQueries;
  private long prefixHits;
  private long preemptions;

  /** An idle engine with an empty cache. */
  public EngineScheduler(EngineProfile profile) {
    this.profile = profile;
    this.cache = new KvCache(profile.limits().kvBlocks());
  }

  /**
   * Queues a sequence.
   *
   * @return its name
   * @throws IllegalArgumentException if it could never fit into the cache
   */
  public long submit(SequenceRequest request) {
    if (request.blocksMax() > cache.size()) {
      throw new IllegalArgumentException(
          "blocks: " + request.blocksMax() + " (expected: <= " + cache.size() + ")");
    }
    var sequence = new Sequence(nextId++, request);
    live.put(sequence.id, sequence);
    waiting.addLast(sequence);
    return sequence.id;
  }

  /**
   * Ends a sequence before its time; its seat and blocks are free at once.
   *
   * @return false if it had ended before
   */
  public boolean abort(long id) {
    Sequence sequence = live.remove(id);
    if (sequence == null) {
      return false;
    }
    if (!running.remove(sequence)) {
      waiting.remove(sequence);
    }
    sequence.release(cache);
    return true;
  }

  /**
   * Begins a step.
   *
   * @return how many nanoseconds it takes, or empty if there is nothing to compute
   */
  public OptionalLong begin() {
    if (stepping) {
      throw new IllegalStateException("a step is under way (expected: end() before begin())");
    }
    inStep.clear();
    var plan = new Plan(profile.limits().batchedTokensMax());
    boolean preempted = continueRunning(plan);
    if (!preempted) {
      admitWaiting(plan);
    }
    if (inStep.isEmpty()) {
      return OptionalLong.empty();
    }
    stepping = true;
    return OptionalLong.of(Math.round(StepTime.micros(profile, plan.batch) * NANOS_PER_MICRO));
  }

  /** Ends the step: the tokens it produced, in the order of the batch. */
  public List<TokenOutput> end() {
    if (!stepping) {
      throw new IllegalStateException("no step is under way (expected: begin() before end())");
    }
    stepping = false;
    var outputs = new ArrayList<TokenOutput>(inStep.size());
    for (Sequence sequence : inStep) {
      if (!live.containsKey(sequence.id) || !sequence.advance()) {
        continue;
      }
      boolean last = sequence.finished();
      outputs.add(
          new TokenOutput(sequence.id, sequence.generated() - 1, sequence.cachedTokens(), last));
      if (last) {
        live.remove(sequence.id);
        running.remove(sequence);
        sequence.release(cache);
      }
    }
    return outputs;
  }

  /** Forgets all cached content; what sequences hold stays theirs. */
  public void forgetCache() {
    cache.forget();
  }

  /** Sequences in the batch. */
  public int running() {
    return running.size();
  }

  /** Sequences that wait for a seat. */
  public int waiting() {
    return waiting.size();
  }

  /** Share of the blocks that sequences hold. */
  public double kvUsage() {
    return 1 - (double) cache.free() / cache.size();
  }

  /** Prompt tokens that were looked up in the prefix cache. */
  public long prefixQueries() {
    return prefixQueries;
  }

  /** Prompt tokens that were found there. */
  public long prefixHits() {
    return prefixHits;
  }

  /** How often a sequence was put back for want of blocks. */
  public long preemptions() {
    return preemptions;
  }

  /** Fails if lists, counts and blocks contradict each other; for tests. */
  public void assertValid() {
    cache.assertValid();
    var holders = new int[cache.size()];
    for (Sequence sequence : running) {
      for (int i = 0; i < sequence.blockCount(); i++) {
        holders[sequence.block(i)]++;
      }
    }
    for (int block = 0; block < holders.length; block++) {
      if (holders[block] != cache.holders(block)) {
        throw new IllegalStateException("block " + block + " is held by nobody known");
      }
    }
    if (running.size() > profile.limits().sequencesMax()
        || live.size() != running.size() + waiting.size()
        || waiting.stream().anyMatch(sequence -> sequence.blockCount() > 0)) {
      throw new IllegalStateException("sequences are where they should not be");
    }
  }

  private boolean continueRunning(Plan plan) {
    boolean preempted = false;
    for (int i = 0; i < running.size() && plan.budget > 0; i++) {
      Sequence sequence = running.get(i);
      int tokens = Math.min(sequence.missing(), plan.budget);
      while (sequence.blocksMissing(tokens) > cache.free()) {
        preempted = true;
        if (putBackNewest() == sequence) {
          return true;
        }
      }
      schedule(sequence, tokens, plan);
    }
    return preempted;
  }

  private Sequence putBackNewest() {
    Sequence newest = running.removeLast();
    newest.release(cache);
    waiting.addFirst(newest);
    preemptions++;
    return newest;
  }

  private void admitWaiting(Plan plan) {
    while (!waiting.isEmpty()
        && plan.budget > 0
        && running.size() < profile.limits().sequencesMax()) {
      Sequence sequence = waiting.getFirst();
      int hits = hits(sequence.request, sequence.known());
      int cached = hits * EngineProfile.BLOCK_TOKENS;
      int tokens = Math.min(sequence.known() - cached, plan.budget);
      int fresh = Math.ceilDiv(cached + tokens, EngineProfile.BLOCK_TOKENS) - hits;
      int revived = cache.freeAmong(sequence.request.blockHashes(), hits);
      if (fresh + revived > cache.free()) {
        return;
      }
      waiting.removeFirst();
      running.add(sequence);
      if (sequence.noteCached(cached)) {
        prefixQueries += sequence.request.promptTokens();
        prefixHits += cached;
      }
      sequence.adopt(cache, hits);
      schedule(sequence, tokens, plan);
    }
  }

  private int hits(SequenceRequest request, int known) {
    return cache.cachedPrefix(request.blockHashes(), (known - 1) / EngineProfile.BLOCK_TOKENS);
  }

  private void schedule(Sequence sequence, int tokens, Plan plan) {
    plan.add(sequence, tokens);
    sequence.schedule(cache, tokens);
    inStep.add(sequence);
  }

  /** The step being put together. */
  private static final class Plan {
    private int budget;
    private Batch batch = Batch.EMPTY;

    Plan(int budget) {
      this.budget = budget;
    }

    void add(Sequence sequence, int tokens) {
      budget -= tokens;
      batch =
          sequence.decodes()
              ? batch.plusDecode(sequence.known())
              : batch.plusPrefill(tokens, sequence.computed());
    }
  }
}
