package io.spillway.gateway.config;

import java.util.List;
import java.util.Optional;

/**
 * The client port and what holds for every request on it.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 lets the system choose
 * @param maxBodyBytes largest request body
 * @param bufferedBodiesMaxBytes all held request bodies together; at least {@code maxBodyBytes}
 * @param secret keys cookies, affinity and cache salt; absent: random for this process
 * @param trustedProxies peers whose {@code X-Forwarded-For} is believed
 * @param heartbeat comments sent to waiting streams
 * @param timeouts bounds on the phases of a request
 * @param drain how the gateway leaves
 */
public record ServerConfig(
    String host,
    int port,
    long maxBodyBytes,
    long bufferedBodiesMaxBytes,
    Optional<Secret> secret,
    List<Cidr> trustedProxies,
    Heartbeat heartbeat,
    Timeouts timeouts,
    Drain drain) {
  public ServerConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }
}
