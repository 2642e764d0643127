package io.spillway.gateway.config;

import java.net.InetAddress;

/** What can be said of a host without asking a name service. */
final class Hosts {
  private Hosts() {}

  /** Whether only this machine reaches it; a name other than {@code localhost} is not believed. */
  static boolean loopback(String host) {
    String plain =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return plain.equalsIgnoreCase("localhost")
        || Cidr.literal(plain).map(InetAddress::isLoopbackAddress).orElse(false);
  }
}
