package io.spillway.loadtest.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a step contains. */
final class EngineSchedulerTest {
  private static final long[] NO_HASHES = {};

  @Test
  void producesTheFirstTokenAtTheEndOfTheStepThatFinishesThePrompt() {
    var scheduler = new EngineScheduler(Profiles.small(32, 4, 100));
    scheduler.submit(new SequenceRequest(70, 2, NO_HASHES));

    List<Integer> tokens = steps(scheduler, 5);

    assertThat(tokens).containsExactly(0, 0, 1, 1, 0);
  }

  @Test
  void letsTheRestWaitWhenEverySeatIsTaken() {
    var scheduler = new EngineScheduler(Profiles.small(512, 2, 100));
    for (int i = 0; i < 3; i++) {
      scheduler.submit(new SequenceRequest(10, 2, NO_HASHES));
    }

    scheduler.begin();

    assertThat(scheduler.running()).isEqualTo(2);
    assertThat(scheduler.waiting()).isEqualTo(1);
  }

  @Test
  void servesRunningSequencesBeforeAPromptThatFillsTheStep() {
    var scheduler = new EngineScheduler(Profiles.small(32, 4, 100));
    scheduler.submit(new SequenceRequest(16, 50, NO_HASHES));
    steps(scheduler, 1);
    scheduler.submit(new SequenceRequest(310, 1, NO_HASHES));

    List<Integer> tokens = steps(scheduler, 11);

    assertThat(tokens).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1);
  }

  @Test
  void computesNoCachedBlockAgainExceptTheOneWithTheLastToken() {
    var scheduler = new EngineScheduler(Profiles.small(512, 4, 100));
    var first = new SequenceRequest(64, 1, new long[] {1, 2, 3, 4});
    scheduler.submit(first);
    steps(scheduler, 1);
    scheduler.submit(first);

    scheduler.begin();
    List<TokenOutput> outputs = scheduler.end();

    assertThat(outputs.getFirst().cachedTokens()).isEqualTo(48);
    assertThat(scheduler.prefixQueries()).isEqualTo(128);
    assertThat(scheduler.prefixHits()).isEqualTo(48);
  }

  @Test
  void putsTheNewestBackWhenBlocksRunOut() {
    var scheduler = new EngineScheduler(Profiles.small(512, 4, 4));
    long oldest = scheduler.submit(new SequenceRequest(31, 30, NO_HASHES));
    scheduler.submit(new SequenceRequest(31, 30, NO_HASHES));
    var firstToEnd = new ArrayList<Long>();

    for (int step = 0; step < 200 && firstToEnd.size() < 2; step++) {
      scheduler.begin();
      scheduler.end().stream()
          .filter(TokenOutput::last)
          .forEach(output -> firstToEnd.add(output.sequence()));
    }

    assertThat(scheduler.preemptions()).isPositive();
    assertThat(firstToEnd).hasSize(2).first().isEqualTo(oldest);
  }

  @Test
  void freesTheSeatOfAnAbortedSequenceInTheMiddleOfAStep() {
    var scheduler = new EngineScheduler(Profiles.small(512, 1, 100));
    long gone = scheduler.submit(new SequenceRequest(10, 9, NO_HASHES));
    long next = scheduler.submit(new SequenceRequest(10, 9, NO_HASHES));
    scheduler.begin();
    scheduler.abort(gone);

    List<TokenOutput> outputs = scheduler.end();
    scheduler.begin();

    assertThat(outputs).isEmpty();
    assertThat(scheduler.end()).extracting(TokenOutput::sequence).containsExactly(next);
  }

  @Test
  void refusesWhatCouldNeverFit() {
    var scheduler = new EngineScheduler(Profiles.small(512, 1, 4));

    assertThatThrownBy(() -> scheduler.submit(new SequenceRequest(60, 6, NO_HASHES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: <= 4");
  }

  private static List<Integer> steps(EngineScheduler scheduler, int steps) {
    var tokens = new ArrayList<Integer>();
    for (int step = 0; step < steps; step++) {
      tokens.add(scheduler.begin().isPresent() ? scheduler.end().size() : 0);
    }
    return tokens;
  }
}
