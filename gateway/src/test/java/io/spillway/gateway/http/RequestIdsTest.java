package io.spillway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestIdsTest {
  @Test
  void keepsThePlainNameThatTheClientGave() {
    assertThat(RequestIds.of("Az.09_-")).isEqualTo("Az.09_-");
    assertThat(RequestIds.of("x".repeat(64))).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "ä", "a/b"})
  void replacesANameThatIsNotPlain(String offered) {
    assertThat(RequestIds.of(offered)).matches("req_[0-9a-f]{32}");
  }

  @Test
  void replacesANameThatIsTooLong() {
    assertThat(RequestIds.of("x".repeat(65))).matches("req_[0-9a-f]{32}");
  }

  @Test
  void makesAnotherNameEachTime() {
    assertThat(RequestIds.of(null)).isNotEqualTo(RequestIds.of(null));
  }
}
