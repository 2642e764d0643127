package io.spillway.loadtest.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** The promises of the demo, checked at its end. */
final class PromiseCheck {
  /** Least share of later turns that stay on a pod that could take them. */
  static final double SESSIONS_KEPT_MIN = 0.75;

  /** Looks at the gateway are a second apart: so many moves may have had a reason nobody saw. */
  private static final int MOVES_UNEXPLAINED_MAX = 2;

  /**
   * What is known at the end.
   *
   * @param requests planned
   * @param succeeded whole answers
   * @param lost requests that ended in neither answer nor error
   * @param cold requests that reached a pod before it had answered its warm-up prompts
   * @param sessions how later turns went
   * @param pods all of them
   * @param warm those that served at the end
   * @param gatewayExit its exit status after SIGTERM; empty while it still runs
   */
  record Facts(
      int requests,
      int succeeded,
      int lost,
      int cold,
      SessionsKept sessions,
      Set<String> pods,
      Set<String> warm,
      OptionalInt gatewayExit) {}

  /**
   * One promise.
   *
   * @param name what was promised
   * @param held whether it held
   * @param seen the figure it was judged by
   */
  record Promise(String name, boolean held, String seen) {}

  private PromiseCheck() {}

  /** Judges every promise, the held ones too. */
  static List<Promise> of(Facts facts) {
    var missing = new TreeSet<>(facts.pods());
    missing.removeAll(facts.warm());
    SessionsKept sessions = facts.sessions();
    var promises = new ArrayList<Promise>();
    Collections.addAll(
        promises,
        new Promise(
            "requests are answered",
            facts.succeeded() > 0,
            facts.succeeded() + " of " + facts.requests()),
        new Promise(
            "no request is lost; a cut stream ends in a visible error",
            facts.lost() == 0,
            facts.lost() + " lost"),
        new Promise("no request reaches a cold pod", facts.cold() == 0, facts.cold() + " did"),
        new Promise(
            String.format(
                Locale.ROOT,
                "conversations stay where nothing moves them (>= %.0f %%)",
                100 * SESSIONS_KEPT_MIN),
            sessions.share() >= SESSIONS_KEPT_MIN
                || sessions.couldStay() - sessions.stayed() <= MOVES_UNEXPLAINED_MAX,
            "%d of %d that could".formatted(sessions.stayed(), sessions.couldStay())),
        new Promise(
            "every pod gets warm, the late one and the one that died too",
            missing.isEmpty(),
            missing.isEmpty()
                ? "all " + facts.pods().size()
                : "not " + String.join(", ", missing)));
    facts
        .gatewayExit()
        .ifPresent(exit ->
            promises.add(
                new Promise(
                    "the gateway ends cleanly on SIGTERM", exit == 0, "exit status " + exit)));
    return List.copyOf(promises);
  }
}
