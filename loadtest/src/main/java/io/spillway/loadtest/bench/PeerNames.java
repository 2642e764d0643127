package io.spillway.loadtest.bench;

/** What the peers of a run are called. */
final class PeerNames {
  static final String GATEWAY = "gateway";
  static final String RELAY = "relay";
  static final String NGINX = "nginx";

  /** No proxy: the client talks to the engine. */
  static final String DIRECT = "direct";

  private PeerNames() {}

  /** The gateway in front of so many pods. */
  static String gateway(int pods) {
    return pods == 1 ? GATEWAY : GATEWAY + "-" + pods;
  }
}
