package io.spillway.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IPv4 or IPv6 addresses. An IPv4 address written as IPv6 ({@code ::ffff:10.0.0.1})
 * counts as IPv4.
 */
public final class Cidr {
  private static final Pattern V4 =
      Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads {@code address/bits}, or a bare address as a block of one. Empty when {@code text} is
   * neither, or has bits set outside its block: then it is unclear what was meant.
   */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    var address = literal(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = address.get().getAddress();
    int bits = slash < 0 ? bytes.length * 8 : prefix(text.substring(slash + 1));
    if (bits < 0 || bits > bytes.length * 8 || !Arrays.equals(masked(bytes, bits), bytes)) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(bytes, bits));
  }

  /** Whether the address lies in this block. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == network.length && Arrays.equals(masked(bytes, bits), network);
  }

  /** Reads an address without asking a name service; empty when {@code text} is not one. */
  public static Optional<InetAddress> literal(String text) {
    if (text.length() > 45 || !(V4.matcher(text).matches() || V6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int prefix(String text) {
    return text.matches("0|[1-9]\\d{0,2}") ? Integer.parseInt(text) : -1;
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] result = address.clone();
    for (int i = 0; i < result.length; i++) {
      int kept = Math.clamp(bits - 8L * i, 0, 8);
      result[i] &= (byte) (0xff00 >> kept);
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a block holds 4 or 16 bytes", e);
    }
  }
}
