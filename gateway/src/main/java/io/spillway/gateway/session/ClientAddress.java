package io.spillway.gateway.session;

import io.spillway.gateway.config.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a client, behind proxies that are trusted.
 *
 * <p>{@code X-Forwarded-For} is read from its end, where the nearest proxy wrote, for as long as
 * the address at hand is a trusted proxy's. What stands left of the first address that is not
 * trusted, or of anything that is no address, may be the client's invention.
 */
public final class ClientAddress {
  private static final int HOPS_MAX = 32;

  private final List<Cidr> trusted;

  /** Finds addresses behind these proxies. */
  public ClientAddress(List<Cidr> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /**
   * The client's address.
   *
   * @param peer the address the connection came from
   * @param forwardedFor all {@code X-Forwarded-For} headers in their order, joined by commas
   */
  public String of(String peer, @Nullable String forwardedFor) {
    if ((forwardedFor == null || trusted.isEmpty()) && peer.indexOf(':') < 0) {
      return peer; // IPv4 is written in one way only
    }
    Optional<InetAddress> at = Cidr.literal(peer);
    if (at.isEmpty()) {
      return peer;
    }
    InetAddress client = at.get();
    int to = forwardedFor == null ? -1 : forwardedFor.length();
    for (int hop = 0; hop < HOPS_MAX && to >= 0 && forwardedFor != null && trusts(client); hop++) {
      int comma = forwardedFor.lastIndexOf(',', to - 1);
      var next = Cidr.literal(bare(forwardedFor.substring(comma + 1, to).strip()));
      if (next.isEmpty()) {
        break;
      }
      client = next.get();
      to = comma;
    }
    return client.getHostAddress();
  }

  private boolean trusts(InetAddress address) {
    for (Cidr block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** An address without brackets and port: {@code [::1]:80}, {@code 10.0.0.1:80}. */
  private static String bare(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      return close < 0 ? text : text.substring(1, close);
    }
    int colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
