package io.spillway.router.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules of {@link Outliers} again, slow and obvious: lists of all that was met, no sums. */
final class OutliersOracle {
  private static final long SECOND = 1_000_000_000L;

  private final Map<Integer, Pod> pods = new TreeMap<>();
  private final Map<Integer, Integer> ejections = new HashMap<>();
  private final Map<Integer, Long> backAt = new HashMap<>();
  private final List<Met> ever = new ArrayList<>();
  private int lives;

  /** An outcome that counted. */
  private record Met(int pod, boolean good, long at) {}

  /** A request under way, by the life of its pod in which it began. */
  static final class Request {
    final int pod;
    final int life;

    Request(int pod, int life) {
      this.pod = pod;
      this.life = life;
    }
  }

  private static final class Pod {
    int life;
    List<Met> window = new ArrayList<>();
    int runFrom = -1;
    int run;
    boolean ejected;
    long ejectedUntil = Long.MIN_VALUE;
    long pausedUntil = Long.MIN_VALUE;
    int refusals;
    int proofs;
    final Map<Request, Long> undecided = new HashMap<>();

    boolean tried() {
      return ejected || refusals > 0;
    }
  }

  void joined(int pod) {
    if (!pods.containsKey(pod)) {
      pods.put(pod, new Pod());
      pods.get(pod).life = ++lives;
    }
  }

  void left(int id, long now) {
    Pod pod = pods.remove(id);
    if (pod != null && pod.ejected) {
      backAt.put(id, now);
    }
    while (ejected() > max()) {
      int first =
          pods.keySet().stream()
              .filter(key -> pods.get(key).ejected)
              .min(Comparator.comparingLong(key -> pods.get(key).ejectedUntil))
              .orElseThrow();
      back(first, now);
    }
  }

  boolean takes(int id, long now) {
    Pod pod = pods.get(id);
    return pod.undecided.values().stream().noneMatch(began -> now < began + 10 * SECOND)
        && !(pod.ejected && now < pod.ejectedUntil)
        && now >= pod.pausedUntil;
  }

  Request began(int id, long now) {
    Pod pod = pods.get(id);
    var request = new Request(id, pod.life);
    if (pod.tried()) {
      pod.undecided.put(request, now);
    }
    return request;
  }

  void produced(Request request, long now) {
    Pod pod = pods.get(request.pod);
    if (pod != null && pod.undecided.remove(request) != null) {
      proved(request.pod, now);
    }
  }

  void ended(Request request, Verdict verdict, int asked, long now) {
    Pod pod = pods.get(request.pod);
    if (pod == null || pod.life != request.life) {
      return;
    }
    boolean trial = pod.undecided.remove(request) != null;
    if (verdict == Verdict.SUCCESS && pod.ejected) {
      if (trial) {
        proved(request.pod, now);
      }
    } else if (verdict == Verdict.SUCCESS) {
      met(request.pod, true, now);
      pod.run = 0;
      pod.refusals = 0;
      pod.undecided.clear();
    } else if (verdict == Verdict.REFUSED) {
      pod.refusals += now >= pod.pausedUntil ? 1 : 0;
      double seconds =
          asked > 0 ? Math.min(asked, 10) : Math.min(5, 0.25 * Math.pow(2, pod.refusals - 1));
      pod.pausedUntil = Math.max(pod.pausedUntil, now + (long) (seconds * SECOND));
    } else if (verdict == Verdict.FAILURE || verdict == Verdict.UNREACHABLE) {
      failed(request.pod, now);
    }
  }

  int ejected() {
    return (int) pods.values().stream().filter(pod -> pod.ejected).count();
  }

  private void failed(int id, long now) {
    Pod pod = pods.get(id);
    if (pod.ejected) {
      eject(id, now);
      return;
    }
    if (pod.run == 0) {
      pod.runFrom = ever.size();
    }
    pod.run++;
    met(id, false, now);
    if ((inARow(id, now) || often(id, now)) && ejected() < max()) {
      eject(id, now);
    }
  }

  private boolean inARow(int id, long now) {
    Pod pod = pods.get(id);
    List<Met> since = ever.subList(pod.runFrom, ever.size());
    long good = since.stream().filter(met -> met.good).count();
    long othersBad = since.stream().filter(met -> !met.good).count() - pod.run;
    double b =
        Math.max(
            expected(good, othersBad),
            expected(othersCount(id, true, now), othersCount(id, false, now)));
    return pod.run >= 5 && Math.pow(b, pod.run) <= Math.exp(-9);
  }

  private boolean often(int id, long now) {
    long good = count(id, true, now);
    long bad = count(id, false, now);
    long othersGood = othersCount(id, true, now);
    long othersBad = othersCount(id, false, now);
    if (good + bad < 5 || othersGood + othersBad < 5) {
      return false;
    }
    double share = (double) good / (good + bad);
    double others = (double) othersGood / (othersGood + othersBad);
    double b = expected(othersGood, othersBad);
    double a = 1 - share;
    double nats =
        (good + bad) * (a * Math.log(a / b) + (good == 0 ? 0 : share * Math.log(share / (1 - b))));
    return share < 0.8 && share < others - 0.15 && a > b && nats >= 9;
  }

  private static double expected(long good, long bad) {
    return Math.min(1, Math.max(0.02, (bad + 2 * Math.sqrt((double) bad)) / (good + bad + 5)));
  }

  private long othersCount(int id, boolean good, long now) {
    return pods.keySet().stream()
        .filter(other -> other != id)
        .mapToLong(other -> count(other, good, now))
        .sum();
  }

  private long count(int id, boolean good, long now) {
    long from = (Math.floorDiv(now, SECOND) - 9) * SECOND;
    return pods.get(id).window.stream().filter(met -> met.good == good && met.at >= from).count();
  }

  private void met(int id, boolean good, long now) {
    var met = new Met(id, good, now);
    pods.get(id).window.add(met);
    ever.add(met);
  }

  private void proved(int id, long now) {
    Pod pod = pods.get(id);
    pod.refusals = 0;
    if (pod.ejected && ++pod.proofs == 2) {
      back(id, now);
    }
    if (!pod.tried()) {
      pod.undecided.clear();
    }
  }

  private void back(int id, long now) {
    Pod pod = pods.get(id);
    pod.ejected = false;
    pod.undecided.clear();
    backAt.put(id, now);
  }

  private void eject(int id, long now) {
    Pod pod = pods.get(id);
    Long back = backAt.get(id);
    if (!pod.ejected && back != null && now - back >= 300 * SECOND) {
      ejections.remove(id);
    }
    int number = ejections.merge(id, 1, Integer::sum);
    pod.ejected = true;
    pod.ejectedUntil = now + SECOND * (long) Math.min(300, 10 * Math.pow(2, number - 1));
    pod.life = ++lives;
    pod.undecided.clear();
    pod.proofs = 0;
    pod.run = 0;
    pod.window.clear();
  }

  private int max() {
    return Math.max(0, Math.min(pods.size() / 2, pods.size() - 1));
  }
}
