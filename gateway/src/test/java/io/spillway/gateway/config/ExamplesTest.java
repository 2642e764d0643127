package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the repository are valid, and the full one says what the defaults are. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SPILLWAY_SECRET", "a-secret-of-some-length",
          "ADMIN_TOKEN", "admin-token",
          "ENGINE_KEY", "engine-key",
          "HOSTED_KEY", "hosted-key");

  @ParameterizedTest
  @MethodSource
  void isValid(Path example) {
    var result = new ConfigFile(example, ENVIRONMENT).load().result();

    assertThat(Read.problems(result)).isEmpty();
  }

  static List<Path> isValid() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void showsTheDefaultsInTheFullExample() {
    var full = load("full.yaml");
    var defaults = Read.valid(Read.MODEL);

    assertThat(full.server().timeouts()).isEqualTo(defaults.server().timeouts());
    assertThat(full.server().heartbeat()).isEqualTo(defaults.server().heartbeat());
    assertThat(full.server().drain()).isEqualTo(defaults.server().drain());
    assertThat(full.server().maxBodyBytes()).isEqualTo(defaults.server().maxBodyBytes());
    assertThat(full.server().bufferedBodiesMaxBytes())
        .isEqualTo(defaults.server().bufferedBodiesMaxBytes());
    var model = full.models().getFirst();
    var plain = defaults.models().getFirst();
    assertThat(model.timeToFirstToken()).isEqualTo(plain.timeToFirstToken());
    assertThat(model.session()).isEqualTo(plain.session());
    assertThat(model.queue()).isEqualTo(plain.queue());
    assertThat(model.selfHosted().warmup()).isEqualTo(plain.selfHosted().warmup());
    assertThat(model.selfHosted().concurrencyPerPod())
        .isEqualTo(plain.selfHosted().concurrencyPerPod());
    assertThat(model.selfHosted().scrapeInterval()).isEqualTo(plain.selfHosted().scrapeInterval());
    assertThat(model.overflow().getFirst().concurrency()).isEqualTo(TargetConfig.CONCURRENCY);
    assertThat(model.scaling().max()).isEqualTo(plain.scaling().max());
  }

  @Test
  void namesTheKeysOfTheTwoTenants() {
    var tenants = load("two-tenants.yaml").tenants();

    assertThat(tenants.get(0).keys()).containsExactly(KeyHash.of("research-key"));
    assertThat(tenants.get(1).keys()).containsExactly(KeyHash.of("clinic-key"));
  }

  private static Config load(String name) {
    var result = new ConfigFile(EXAMPLES.resolve(name), ENVIRONMENT).load().result();
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }
}
