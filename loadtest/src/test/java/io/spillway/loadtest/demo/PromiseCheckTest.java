package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.demo.PromiseCheck.Facts;
import io.spillway.loadtest.demo.PromiseCheck.Promise;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PromiseCheckTest {
  private static final Set<String> PODS = Set.of("pod-0", "pod-1");
  private static final SessionsKept KEPT = new SessionsKept(20, 12, 10, 8);

  @Test
  void allPromisesHoldInAGoodRun() {
    var facts = new Facts(100, 90, 0, 0, KEPT, PODS, PODS, OptionalInt.of(0));

    assertThat(PromiseCheck.of(facts)).hasSize(6).allMatch(Promise::held);
  }

  @Test
  void aMoveOrTwoMayHaveHadAReasonNobodySaw() {
    var few = new SessionsKept(20, 12, 2, 0);

    var facts = new Facts(100, 90, 0, 0, few, PODS, PODS, OptionalInt.of(0));

    assertThat(PromiseCheck.of(facts)).allMatch(Promise::held);
  }

  @Test
  void aGatewayThatStillRunsIsNotJudgedByItsExit() {
    var facts = new Facts(100, 90, 0, 0, KEPT, PODS, PODS, OptionalInt.empty());

    assertThat(PromiseCheck.of(facts)).hasSize(5);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(new Facts(100, 0, 0, 0, KEPT, PODS, PODS, OptionalInt.of(0)), "0 of 100"),
        Arguments.of(new Facts(100, 90, 1, 0, KEPT, PODS, PODS, OptionalInt.of(0)), "1 lost"),
        Arguments.of(new Facts(100, 90, 0, 2, KEPT, PODS, PODS, OptionalInt.of(0)), "2 did"),
        Arguments.of(
            new Facts(
                100, 90, 0, 0, new SessionsKept(20, 12, 10, 7), PODS, PODS, OptionalInt.of(0)),
            "7 of 10 that could"),
        Arguments.of(
            new Facts(100, 90, 0, 0, KEPT, PODS, Set.of("pod-0"), OptionalInt.of(0)), "not pod-1"),
        Arguments.of(
            new Facts(100, 90, 0, 0, KEPT, PODS, PODS, OptionalInt.of(143)), "exit status 143"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("broken")
  void oneBrokenPromiseIsNamedAlone(Facts facts, String seen) {
    List<Promise> broken = PromiseCheck.of(facts).stream().filter(p -> !p.held()).toList();

    assertThat(broken).singleElement().extracting(Promise::seen).isEqualTo(seen);
  }
}
