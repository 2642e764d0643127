package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class KeyedHashTest {
  @Test
  void equalsTheReferenceVectorsOfSipHash() {
    byte[] input = new byte[15];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) i;
    }
    var hash = KeyedHash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    assertThat(hash.hash(input, 0, 15)).isEqualTo(0xa129ca6149be45e5L);
    assertThat(hash.hash(input, 0, 0)).isEqualTo(0x726fdb47dd0e0e31L);
  }

  @Test
  void readsWordsWhereverTheyBegin() {
    byte[] text = "a prompt of more than one word".getBytes(StandardCharsets.UTF_8);
    byte[] shifted = new byte[text.length + 3];
    System.arraycopy(text, 0, shifted, 3, text.length);
    var hash = KeyedHash.of(1, 2);

    assertThat(hash.hash(shifted, 3, text.length)).isEqualTo(hash.hash(text, 0, text.length));
  }

  @Test
  void differsByPurposeAndBySecret() {
    long one = KeyedHash.from(new byte[] {1}, "affinity").hash("session");

    assertThat(KeyedHash.from(new byte[] {1}, "cookie").hash("session")).isNotEqualTo(one);
    assertThat(KeyedHash.from(new byte[] {2}, "affinity").hash("session")).isNotEqualTo(one);
  }
}
