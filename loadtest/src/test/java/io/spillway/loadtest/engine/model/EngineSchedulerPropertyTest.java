package io.spillway.loadtest.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random requests and aborts on small engines: no block is lost, no token missed or doubled. */
final class EngineSchedulerPropertyTest {
  private static final int LIMIT = 100_000;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.loadtest.engine.model.Seeds#seeds")
  void producesEveryTokenOnceInOrderAndLeavesNothingBehind(long seed) {
    var random = new Random(seed);
    int blocks = 6 + random.nextInt(20);
    EngineProfile profile = Profiles.small(4 + random.nextInt(64), 1 + random.nextInt(6), blocks);
    var scheduler = new EngineScheduler(profile);
    var open = new HashMap<Long, SequenceRequest>();
    var produced = new HashMap<Long, Integer>();

    for (int step = 0; step < 150; step++) {
      if (random.nextInt(3) == 0) {
        SequenceRequest request = request(random, blocks);
        open.put(scheduler.submit(request), request);
      }
      OptionalLong time = scheduler.begin();
      scheduler.assertValid();
      assertThat(time.isPresent()).isEqualTo(!open.isEmpty());
      if (random.nextInt(10) == 0 && !open.isEmpty()) {
        long gone = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
        assertThat(scheduler.abort(gone)).isTrue();
        assertThat(scheduler.abort(gone)).isFalse();
        open.remove(gone);
        scheduler.assertValid();
      }
      if (time.isPresent()) {
        end(scheduler, profile, open, produced);
      }
    }
    for (int step = 0; !open.isEmpty() && step < LIMIT; step++) {
      assertThat(scheduler.begin()).isPresent();
      end(scheduler, profile, open, produced);
    }

    assertThat(open).isEmpty();
    assertThat(scheduler.kvUsage()).isZero();
    assertThat(scheduler.begin()).isEmpty();
  }

  private static void end(
      EngineScheduler scheduler,
      EngineProfile profile,
      Map<Long, SequenceRequest> open,
      Map<Long, Integer> produced) {
    Set<Long> seen = new HashSet<>();
    List<TokenOutput> outputs = scheduler.end();
    assertThat(outputs.size()).isLessThanOrEqualTo(profile.limits().sequencesMax());
    for (TokenOutput output : outputs) {
      assertThat(seen.add(output.sequence())).isTrue();
      assertThat(open).containsKey(output.sequence());
      int count = produced.merge(output.sequence(), 1, Integer::sum);
      assertThat(output.index()).isEqualTo(count - 1);
      SequenceRequest request = open.get(output.sequence());
      assertThat(output.cachedTokens()).isLessThan(request.promptTokens());
      assertThat(output.last()).isEqualTo(count == request.outputTokens());
      if (output.last()) {
        open.remove(output.sequence());
      }
    }
    scheduler.assertValid();
  }

  private static SequenceRequest request(Random random, int blocks) {
    int most = blocks * EngineProfile.BLOCK_TOKENS;
    int prompt = 1 + random.nextInt(most / 2);
    int output = 1 + random.nextInt(most / 2);
    var hashes = new long[(prompt + output) / EngineProfile.BLOCK_TOKENS];
    long family = random.nextInt(3);
    int shared = random.nextInt(4);
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = 1 + (i < shared ? family * 1000 + i : random.nextLong(1L << 40) + 10_000);
    }
    return new SequenceRequest(prompt, output, hashes);
  }
}
