package io.spillway.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one decision with what is expected of each, in arrays that are used again for the
 * next decision.
 */
final class Candidates {
  private Pod[] pods = new Pod[0];
  private Standing[] standings = new Standing[0];
  private double[] seconds = new double[0];
  private double[] waits = new double[0];
  private double[] ahead = new double[0];
  private double[] work = new double[0];
  private double[] losses = new double[0];
  private double[] scores = new double[0];
  private int[] sentBefore = new int[0];
  private int[] cached = new int[0];
  private final int[] order = new int[Explanation.CANDIDATES_MAX];
  private int size;

  /** Makes room for so many and forgets the last decision's. */
  void begin(int capacity) {
    if (pods.length < capacity) {
      pods = new Pod[capacity];
      standings = new Standing[capacity];
      seconds = new double[capacity];
      waits = new double[capacity];
      ahead = new double[capacity];
      work = new double[capacity];
      losses = new double[capacity];
      scores = new double[capacity];
      sentBefore = new int[capacity];
      cached = new int[capacity];
    }
    size = 0;
  }

  /** Adds a pod that is out of the question. */
  void exclude(Pod pod, Standing why) {
    pods[size] = pod;
    standings[size] = why;
    seconds[size] = Double.NaN;
    waits[size] = 0;
    ahead[size] = 0;
    work[size] = Double.NaN;
    losses[size] = 0;
    scores[size] = Double.POSITIVE_INFINITY;
    sentBefore[size] = 0;
    cached[size] = 0;
    size++;
  }

  /** Adds a pod that could serve, now or later; its estimate follows. */
  int include(Pod pod, Standing standing) {
    pods[size] = pod;
    standings[size] = standing;
    return size++;
  }

  /**
   * Sets what is cached.
   *
   * @param sent tokens of the prompt that were sent there before
   * @param believed those of them that are believed to be cached
   * @param usualSeconds what the work on the rest takes on a pod of this fleet
   */
  void cache(int i, int sent, int believed, double usualSeconds) {
    sentBefore[i] = sent;
    cached[i] = believed;
    losses[i] = usualSeconds;
  }

  /**
   * Sets what is expected.
   *
   * @param wait seconds until there is a slot
   * @param workAhead on other prompts, done before
   * @param own seconds of work on this prompt
   * @param total seconds to the first token
   */
  void expect(int i, double wait, double workAhead, double own, double total) {
    waits[i] = wait;
    ahead[i] = workAhead;
    work[i] = own;
    seconds[i] = total;
    scores[i] = total;
  }

  /**
   * Weighs seconds against lost cache: the score of a pod is the root of
   *
   * <pre>
   *   (seconds - least wait)^2 + price * (seconds of work more than where the most is cached)
   * </pre>
   *
   * @param price seconds
   */
  void weigh(double price) {
    double leastLoss = Double.POSITIVE_INFINITY;
    double leastWait = Double.POSITIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(work[i])) {
        leastLoss = Math.min(leastLoss, losses[i]);
        leastWait = Math.min(leastWait, seconds[i] - work[i]);
      }
    }
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(work[i])) {
        double late = seconds[i] - leastWait;
        scores[i] = Math.sqrt(late * late + price * (losses[i] - leastLoss));
      }
    }
  }

  /** The best of one standing; -1 when none stands so. */
  int best(Standing standing) {
    int best = -1;
    for (int i = 0; i < size; i++) {
      if (standings[i] == standing && (best < 0 || scores[i] < scores[best])) {
        best = i;
      }
    }
    return best;
  }

  /** Of one standing and a score up to {@code bound}, the first in a session's order; -1: none. */
  int rendezvous(Standing standing, double bound, long key) {
    int best = -1;
    long bestRank = 0;
    for (int i = 0; i < size; i++) {
      if (standings[i] == standing && scores[i] <= bound) {
        long rank = KeyedHash.mix(key, pods[i].hash);
        if (best < 0 || Long.compareUnsigned(rank, bestRank) > 0) {
          best = i;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  /** Of one standing and a score up to {@code bound}, the least loaded for its weight; -1: none. */
  int leastLoaded(Standing standing, double bound, long tieBreak) {
    int best = -1;
    double bestLoad = 0;
    for (int i = 0; i < size; i++) {
      if (standings[i] != standing || scores[i] > bound) {
        continue;
      }
      double load = (pods[i].inFlight + pods[i].othersInFlight) / pods[i].weight;
      if (best < 0 || load < bestLoad || (load == bestLoad && before(i, best, tieBreak))) {
        best = i;
        bestLoad = load;
      }
    }
    return best;
  }

  int indexOf(@Nullable Pod pod) {
    for (int i = 0; i < size; i++) {
      if (pods[i] == pod) {
        return i;
      }
    }
    return -1;
  }

  int size() {
    return size;
  }

  Pod pod(int i) {
    return pods[i];
  }

  Standing standing(int i) {
    return standings[i];
  }

  double score(int i) {
    return scores[i];
  }

  double seconds(int i) {
    return seconds[i];
  }

  double ahead(int i) {
    return ahead[i];
  }

  int sentBefore(int i) {
    return sentBefore[i];
  }

  int cached(int i) {
    return cached[i];
  }

  /** The best of them, for an explanation. */
  List<Explanation.Candidate> shown() {
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (count < order.length || scores[i] < scores[order[count - 1]]) {
        count = Math.min(count + 1, order.length);
        int at = count - 1;
        for (; at > 0 && scores[i] < scores[order[at - 1]]; at--) {
          order[at] = order[at - 1];
        }
        order[at] = i;
      }
    }
    var shown = new Explanation.Candidate[count];
    for (int k = 0; k < count; k++) {
      shown[k] = candidate(order[k]);
    }
    return List.of(shown);
  }

  private Explanation.Candidate candidate(int i) {
    return new Explanation.Candidate(
        pods[i].id, standings[i], seconds[i], waits[i], ahead[i], cached[i], scores[i]);
  }

  private boolean before(int i, int other, long tieBreak) {
    return Long.compareUnsigned(
            KeyedHash.mix(tieBreak, pods[i].hash), KeyedHash.mix(tieBreak, pods[other].hash))
        > 0;
  }
}
