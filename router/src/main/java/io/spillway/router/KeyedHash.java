package io.spillway.router;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A keyed 64-bit hash, so that no client can aim at a pod: SipHash-2-4 (Aumasson and Bernstein,
 * 2012). Two gateways with the same secret agree on every value.
 */
public final class KeyedHash {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long k0;
  private final long k1;

  private KeyedHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** A hash with the two halves of a 128-bit key. */
  public static KeyedHash of(long k0, long k1) {
    return new KeyedHash(k0, k1);
  }

  /**
   * A hash keyed by a secret for one purpose; different purposes give unrelated values.
   *
   * @param secret any bytes
   */
  public static KeyedHash from(byte[] secret, String purpose) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] key = digest.digest(secret);
      return new KeyedHash((long) WORD.get(key, 0), (long) WORD.get(key, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash of a string's UTF-8 bytes. */
  public long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  /** The hash of {@code length} bytes from {@code from}. */
  public long hash(byte[] bytes, int from, int length) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int whole = length & ~7;
    for (int i = 0; i <= whole; i += 8) {
      long word = i < whole ? (long) WORD.get(bytes, from + i) : tail(bytes, from + i, length);
      v3 ^= word;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    v2 ^= 0xff;
    for (int round = 0; round < 4; round++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** Mixes two values into one (the finaliser of MurmurHash3, Appleby). */
  static long mix(long a, long b) {
    long h = a ^ Long.rotateLeft(b, 31) * 0x9e3779b97f4a7c15L;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  private static long tail(byte[] bytes, int at, int length) {
    long word = (long) length << 56;
    for (int i = 0; i < (length & 7); i++) {
      word |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return word;
  }
}
