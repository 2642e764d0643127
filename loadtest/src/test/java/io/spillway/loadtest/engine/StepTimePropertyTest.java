package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.model.Batch;
import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.engine.model.StepTime;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time of a step, for every profile that comes with the program. */
final class StepTimePropertyTest {
  static Stream<EngineProfile> profiles() {
    return ProfileCatalog.names().stream().map(name -> ProfileCatalog.named(name).orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void isNeverBelowTheRooflineAndGrowsWithTheWork(EngineProfile profile) {
    var random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Batch batch = batch(random);

      double micros = StepTime.micros(profile, batch);

      double weights = profile.dense().a();
      double compute = profile.dense().b() * batch.tokens();
      double context =
          profile.attention().layers()
              * profile.attention().decodePerToken()
              * batch.decodeContext();
      assertThat(micros).isFinite().isGreaterThan(Math.max(weights, compute) + context);
      assertThat(StepTime.micros(profile, batch.plusPrefill(64, 100))).isGreaterThan(micros);
      assertThat(StepTime.micros(profile, batch.plusDecode(100))).isGreaterThan(micros);
    }
  }

  private static Batch batch(Random random) {
    Batch batch = Batch.EMPTY;
    for (int decodes = random.nextInt(64); decodes > 0; decodes--) {
      batch = batch.plusDecode(1 + random.nextInt(8000));
    }
    for (int prompts = random.nextInt(3); prompts > 0; prompts--) {
      batch = batch.plusPrefill(1 + random.nextInt(2048), random.nextInt(8000));
    }
    return batch.tokens() == 0 ? batch.plusDecode(1) : batch;
  }
}
