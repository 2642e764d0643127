package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  @Test
  void printsAsStars() {
    assertThat(new Secret("hunter2")).hasToString("***");
    assertThat(KeyHash.of("hunter2")).hasToString("sha256:***");
  }

  @Test
  void equalsOnlyTheSame() {
    assertThat(new Secret("a")).isEqualTo(new Secret("a")).hasSameHashCodeAs(new Secret("a"));
    assertThat(new Secret("a")).isNotEqualTo(new Secret("b"));
    assertThat(new Secret("a").matches("a")).isTrue();
    assertThat(new Secret("a").matches("ab")).isFalse();
  }

  @Test
  void isNeverEmpty() {
    assertThatThrownBy(() -> new Secret("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsAKeyByItsHash() {
    byte[] hash =
        HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    assertThat(KeyHash.of("abc").matches(hash)).isTrue();
    assertThat(KeyHash.of("abd").matches(hash)).isFalse();
    assertThat(KeyHash.parse("sha256:" + HexFormat.of().formatHex(hash)))
        .contains(KeyHash.of("abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256:", "sha256:zz", "abc", "sha512:00"})
  void refusesWhatIsNoHash(String text) {
    assertThat(KeyHash.parse(text)).isEmpty();
  }
}
