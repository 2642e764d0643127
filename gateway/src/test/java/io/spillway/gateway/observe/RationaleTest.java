package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.AffinityResult;
import io.spillway.router.EndpointId;
import io.spillway.router.Explanation;
import io.spillway.router.Standing;
import io.spillway.router.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

class RationaleTest {
  @Test
  void setsTheWinnerBesideTheNextBest() {
    assertThat(
            Rationale.of(
                onPod(
                    "pod-1",
                    open("pod-1", 0.21, 4096, 0.3),
                    open("pod-2", 0.55, 0, 0.6),
                    open("pod-0", 0.6, 128, 0.7),
                    open("pod-3", 0.9, 0, 0.9))))
        .isEqualTo(
            "pod-1: 0.21 s expected, 4,096 of 5,000 prompt tokens cached; next best pod-2: 0.55 s,"
                + " 0 cached; then pod-0: 0.60 s, 128 cached");
  }

  @Test
  void saysThatAFasterPodHasLessCached() {
    assertThat(
            Rationale.of(
                onPod("pod-1", open("pod-1", 0.61, 4096, 0.3), open("pod-2", 0.55, 0, 0.6))))
        .endsWith("; faster but with less cached: pod-2: 0.55 s, 0 cached");
  }

  @Test
  void saysThatAPodOfABetterScoreIsNotMuchBetter() {
    assertThat(
            Rationale.of(
                onPod("pod-1", open("pod-2", 0.2, 4096, 0.2), open("pod-1", 0.21, 4096, 0.21))))
        .endsWith("; no better by much: pod-2: 0.20 s, 4,096 cached");
  }

  @Test
  void saysWhatKeepsABetterPodFromIt() {
    assertThat(
            Rationale.of(
                onPod(
                    "pod-1",
                    pod("pod-2", Standing.FULL, 0.2, 0.08, 0, 0.2),
                    open("pod-1", 0.3, 4096, 0.3),
                    pod("pod-3", Standing.RESTING, Double.NaN, 0, 0, Double.POSITIVE_INFINITY))))
        .endsWith(
            "; better if it had room: pod-2: 0.20 s (full, a slot in 0.080 s), 4,096 cached;"
                + " pod-3: resting");
  }

  @Test
  void countsTheWorkAhead() {
    assertThat(Rationale.of(onPod("pod-1", pod("pod-1", Standing.OPEN, 1.2, 0, 1_234_567.4, 1.2))))
        .endsWith("5,000 prompt tokens cached, 1,234,567 ahead");
  }

  @Test
  void setsATargetBesideTheBestPod() {
    var full = pod("pod-1", Standing.FULL, 13.2, 12.999, 0, 13);
    var explanation = new Explanation(5000, 13.2, 0, 1, List.of(full));

    assertThat(Rationale.of(decision(Tier.OVERFLOW, "hosted", 0.9, explanation)))
        .isEqualTo(
            "hosted: 0.90 s expected; best of the pods pod-1: 13.20 s (full, a slot in 13.00 s), 4,096"
                + " cached");
  }

  @Test
  void tellsOfAWinnerThatIsNotAmongTheShown() {
    assertThat(Rationale.of(onPod("pod-9", open("pod-1", 0.2, 0, 0.2))))
        .isEqualTo(
            "pod-9: 0.21 s expected, 4,096 of 5,000 prompt tokens cached; beside pod-1: 0.20 s, 0"
                + " cached");
  }

  @Test
  void isSilentWhereNothingWasCompared() {
    assertThat(Rationale.of(onPod("pod-1"))).isNull();
    assertThat(Rationale.of(Outcomes.refused().decision())).isNull();
  }

  private static Explanation.Candidate open(String name, double seconds, int cached, double score) {
    return new Explanation.Candidate(
        new EndpointId(name), Standing.OPEN, seconds, 0, 0, cached, score);
  }

  private static Explanation.Candidate pod(
      String name, Standing standing, double seconds, double wait, double ahead, double score) {
    return new Explanation.Candidate(
        new EndpointId(name), standing, seconds, wait, ahead, 4096, score);
  }

  private static RequestOutcome.Decision onPod(String winner, Explanation.Candidate... candidates) {
    var explanation = new Explanation(5000, 0.21, 4096, 1, List.of(candidates));
    return decision(Tier.SELF_HOSTED, winner, 0.21, explanation);
  }

  private static RequestOutcome.Decision decision(
      Tier tier, String endpoint, double estimate, Explanation explanation) {
    return new RequestOutcome.Decision(
        tier, endpoint, "home", AffinityResult.KEPT, 1, 0, 0, -1, estimate, explanation);
  }
}
