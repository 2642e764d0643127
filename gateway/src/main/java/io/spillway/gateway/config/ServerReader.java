package io.spillway.gateway.config;

import java.time.Duration;

/** Reads {@code server} and {@code admin}. */
final class ServerReader {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final Duration ZERO = Duration.ZERO;
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private ServerReader() {}

  /**
   * Reads {@code server}.
   *
   * @param tenants whether tenants are named; without them only loopback is bound unless the file
   *     says that everybody may come
   */
  static ServerConfig server(Section in, boolean tenants) {
    boolean anonymous = in.value("anonymous", Values.flag(), false);
    String host = host(in, tenants, anonymous);
    int port = in.value("port", Values.whole(0, 65535), 8080);
    long maxBody = in.value("maxBody", Values.size(KIB, GIB), 32 * MIB);
    long buffered = in.value("bufferedBodiesMax", Values.size(KIB, 1024 * GIB), 512 * MIB);
    if (buffered < maxBody) {
      in.problem("bufferedBodiesMax", Values.bytes(buffered), "at least maxBody");
    }
    var secret = in.value("secret", Values.secret());
    var proxies = in.values("trustedProxies", Values.cidr(), 0, 256);
    var heartbeat = heartbeat(in.section("heartbeat"));
    var timeouts = timeouts(in.section("timeouts"));
    var drain = drain(in.section("drain"));
    in.refuse("stateDir");
    in.end();
    return new ServerConfig(
        host, port, maxBody, buffered, secret, proxies, heartbeat, timeouts, drain);
  }

  private static String host(Section in, boolean tenants, boolean anonymous) {
    if (anonymous && tenants) {
      in.problem("anonymous", "true", "false or absent when tenants are named");
    }
    boolean open = !tenants && !anonymous;
    var host = in.value("host", Values.host());
    if (open && host.isPresent() && !Hosts.loopback(host.get())) {
      in.problem(
          "host",
          host.get(),
          "a loopback address such as 127.0.0.1 as long as no tenants are named; either name"
              + " tenants with their keys, or set server.anonymous: true to let everybody in");
    }
    return host.orElse(open ? "127.0.0.1" : "0.0.0.0");
  }

  private static Heartbeat heartbeat(Section in) {
    var result =
        new Heartbeat(
            in.value("first", Values.duration(ZERO, HOUR), Heartbeat.DEFAULTS.first()),
            in.value("every", Values.duration(SECOND, HOUR), Heartbeat.DEFAULTS.every()));
    in.end();
    return result;
  }

  private static Timeouts timeouts(Section in) {
    var defaults = Timeouts.DEFAULTS;
    var bound = Values.duration(MILLISECOND, DAY);
    var result =
        new Timeouts(
            in.value("connect", bound, defaults.connect()),
            in.value("head", bound, defaults.head()),
            in.value("body", bound, defaults.body()),
            in.value("firstToken", bound, defaults.firstToken()),
            in.value("idle", bound, defaults.idle()),
            in.value("total", bound, defaults.total()));
    if (result.total().compareTo(result.firstToken()) < 0) {
      in.problem("total", Values.written(result.total()), "at least timeouts.firstToken");
    }
    in.end();
    return result;
  }

  private static Drain drain(Section in) {
    var result =
        new Drain(
            in.value("delay", Values.duration(ZERO, HOUR), Drain.DEFAULTS.delay()),
            in.value("limit", Values.duration(ZERO, DAY), Drain.DEFAULTS.limit()));
    in.end();
    return result;
  }

  /**
   * Reads {@code admin}.
   *
   * @param clientPort the port it must not share
   */
  static AdminConfig admin(Section in, int clientPort) {
    String host = in.value("host", Values.host(), AdminConfig.DEFAULTS.host());
    int port = in.value("port", Values.whole(0, 65535), AdminConfig.DEFAULTS.port());
    if (port != 0 && port == clientPort) {
      in.problem("port", port, "a port other than server.port");
    }
    var token = in.value("token", Values.token());
    if (!Hosts.loopback(host)) {
      in.needs("token", "a token, because " + host + " is not loopback");
    }
    in.end();
    return new AdminConfig(host, port, token);
  }
}
