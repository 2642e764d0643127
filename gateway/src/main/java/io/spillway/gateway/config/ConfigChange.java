package io.spillway.gateway.config;

import java.util.ArrayList;
import java.util.List;

/** Tells whether a running gateway can take a new configuration. */
public final class ConfigChange {
  private static final String FIXED = "; cannot change while running (restart)";

  private ConfigChange() {}

  /** What only a restart can change; empty when {@code next} can be taken. */
  public static List<Problem> check(Config running, Config next) {
    var problems = new ArrayList<Problem>();
    var was = running.server();
    var is = next.server();
    fixed(problems, "server.host", was.host(), is.host());
    fixed(problems, "server.port", was.port(), is.port());
    fixed(problems, "admin.host", running.admin().host(), next.admin().host());
    fixed(problems, "admin.port", running.admin().port(), next.admin().port());
    if (!was.secret().equals(is.secret())) {
      String expected = "the same as before" + FIXED;
      problems.add(new Problem("server.secret", Secret.SHOWN, expected));
    }
    fixed(
        problems,
        "server.bufferedBodiesMax",
        Values.bytes(was.bufferedBodiesMaxBytes()),
        Values.bytes(is.bufferedBodiesMaxBytes()));
    return List.copyOf(problems);
  }

  private static void fixed(List<Problem> problems, String path, Object was, Object is) {
    if (!was.equals(is)) {
      problems.add(new Problem(path, is.toString(), was + FIXED));
    }
  }
}
