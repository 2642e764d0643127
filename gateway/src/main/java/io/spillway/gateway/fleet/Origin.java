package io.spillway.gateway.fleet;

import java.net.URI;

/**
 * What connections are made to and shared by.
 *
 * @param host a name, or an address as URLs write it
 * @param ssl true for TLS
 */
public record Origin(String host, int port, boolean ssl) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The origin of a URL, whose port may be left to its scheme. */
  public static Origin of(URI url) {
    boolean ssl = "https".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : ssl ? HTTPS : HTTP;
    return new Origin(url.getHost(), port, ssl);
  }

  /** As in a URL. */
  @Override
  public String toString() {
    return (ssl ? "https://" : "http://") + host + ":" + port;
  }
}
