package io.spillway.gateway.config;

import java.util.Optional;

/**
 * The admin port.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 lets the system choose
 * @param token what a caller must present; always there when {@code host} is not loopback
 */
public record AdminConfig(String host, int port, Optional<Secret> token) {
  public static final AdminConfig DEFAULTS = new AdminConfig("127.0.0.1", 9090, Optional.empty());
}
