package io.spillway.loadtest.demo;

import static io.spillway.loadtest.load.Words.say;

import io.spillway.loadtest.load.LoadSummary.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a snapshot for a person: a screen of lines, or one line where there is no terminal. */
final class LiveView {
  private static final int BAR = 24;
  private static final int NEWS = 6;
  private static final int QUEUE_PER_MARK = 2;

  private final Paint paint;

  LiveView(Paint paint) {
    this.paint = paint;
  }

  /** The screen. */
  List<String> screen(DemoSnapshot now) {
    var lines = new ArrayList<String>();
    Story story = now.story();
    lines.add(
        paint.bold("Spillway demo")
            + say("   %s of %s   ", clock(now.second()), clock(story.seconds()))
            + paint.bold(story.stage(now.second()).title())
            + say("   %.1f requests/s", rate(now)));
    lines.add("");
    now.status().pods().forEach(pod -> lines.add(pod(pod)));
    now.status().targets().forEach(target -> lines.add(target(target)));
    lines.add(queue(now.status().waiting()));
    lines.add("");
    lines.add(share(now.traffic().ownShare()));
    lines.add(firstToken(now));
    lines.add(requests(now));
    lines.add(money(now));
    lines.add("");
    now.news().stream().limit(NEWS).forEach(line -> lines.add(paint.dim("  " + line)));
    return lines;
  }

  /** The one line. */
  static String line(DemoSnapshot now) {
    AdminStatus status = now.status();
    var pods = new ArrayList<String>();
    for (AdminStatus.Pod pod : status.pods()) {
      pods.add(
          pod.admits()
              ? say("%s %d/%d", pod.name(), pod.inFlight(), pod.slots())
              : pod.name() + " " + pod.state());
    }
    int spilled = status.targets().stream().mapToInt(AdminStatus.Target::inFlight).sum();
    Counts counts = now.traffic().counts();
    return say(
        "%s %-10s %4.1f/s  %s  overflow %d  queue %d  done %d  errors %d  lost %d"
            + "  ttft p50 %.2fs p95 %.2fs  $%.4f + $%.4f  pods wanted %d",
        clock(now.second()),
        now.story().stage(now.second()).name().toLowerCase(Locale.ROOT),
        rate(now),
        String.join("  ", pods),
        spilled,
        status.waiting(),
        counts.success(),
        counts.declared(),
        counts.lost(),
        now.traffic().firstToken().p50(),
        now.traffic().firstToken().p95(),
        now.podsUsd(),
        status.overflowUsd(),
        status.desired());
  }

  private String pod(AdminStatus.Pod pod) {
    String bar = bar(pod.inFlight() / (double) Math.max(1, pod.slots()));
    String state = say("%-9s", pod.state());
    String painted =
        pod.state().equals("serving")
            ? paint.green(state)
            : pod.admits() ? paint.yellow(state) : paint.red(state);
    String reason = pod.admits() || pod.reason().isEmpty() ? "" : "  " + paint.dim(pod.reason());
    return say("  %-10s", pod.name())
        + painted
        + "  "
        + (pod.admits() ? paint.green(bar) : paint.dim(bar))
        + say("  %2d/%d", pod.inFlight(), pod.slots())
        + reason;
  }

  private String target(AdminStatus.Target target) {
    String bar = bar(target.inFlight() / (double) Math.max(1, target.concurrency()));
    return say("  %-10s%-9s  ", target.name(), target.state())
        + paint.blue(bar)
        + say("  %2d/%d", target.inFlight(), target.concurrency());
  }

  private String queue(int waiting) {
    String marks = "▪".repeat(Math.min(BAR, Math.ceilDiv(waiting, QUEUE_PER_MARK)));
    String painted = waiting > 0 ? paint.yellow(marks) : marks;
    return say("  %-10s%-9s  ", "queue", "")
        + painted
        + " ".repeat(BAR - marks.length())
        + say("  %2d waiting", waiting);
  }

  private String share(double own) {
    if (own < 0) {
      return "  where        no answers in the last ten seconds";
    }
    int marks = (int) Math.round(own * BAR);
    return "  where        own pods "
        + paint.green("█".repeat(marks))
        + paint.blue("▒".repeat(BAR - marks))
        + say(" overflow   %.0f %% / %.0f %%, last 10 s", 100 * own, 100 - 100 * own);
  }

  private static String firstToken(DemoSnapshot now) {
    var spread = now.traffic().firstToken();
    return say(
        "  first token  p50 %.2f s   p95 %.2f s   worst %.2f s, last 10 s",
        spread.p50(), spread.p95(), spread.max());
  }

  private String requests(DemoSnapshot now) {
    Counts counts = now.traffic().counts();
    String lost = say("%d lost", counts.lost());
    return say(
            "  requests     %d answered, %d in flight, %d declared errors (%d cut a stream), ",
            counts.success(), now.traffic().open(), counts.declared(), counts.cut())
        + (counts.lost() > 0 ? paint.red(lost) : lost);
  }

  private static String money(DemoSnapshot now) {
    AdminStatus status = now.status();
    return say(
        "  money        pods $%.4f + overflow $%.4f     pods serving %d, wanted %d",
        now.podsUsd(), status.overflowUsd(), status.ready(), status.desired());
  }

  private static double rate(DemoSnapshot now) {
    return now.story().stage(now.second()) == Story.Stage.OVER
        ? 0
        : now.story().rate().ratePerSecond(now.second());
  }

  private static String bar(double share) {
    int marks = Math.clamp(Math.round(share * BAR), 0, BAR);
    return "█".repeat(marks) + "░".repeat(BAR - marks);
  }

  static String clock(double seconds) {
    int whole = (int) Math.max(0, seconds);
    return say("%02d:%02d", whole / 60, whole % 60);
  }
}
