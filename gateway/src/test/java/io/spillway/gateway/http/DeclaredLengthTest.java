package io.spillway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeclaredLengthTest {
  @Test
  void isNegativeWhenNoneIsDeclared() {
    assertThat(BodyIntake.declaredLength(null)).isEqualTo(-1);
  }

  @Test
  void isTheNumber() {
    assertThat(BodyIntake.declaredLength("0")).isZero();
    assertThat(BodyIntake.declaredLength("65536")).isEqualTo(65536);
    assertThat(BodyIntake.declaredLength("999999999999999999")).isEqualTo(999_999_999_999_999_999L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "12a", " 1", "1000000000000000000", "٣"})
  void isNoneWhenNonsenseIsDeclared(String header) {
    assertThat(BodyIntake.declaredLength(header)).isNull();
  }
}
