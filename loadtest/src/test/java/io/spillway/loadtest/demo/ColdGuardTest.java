package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ColdGuardTest {
  @Test
  void countsUserRequestsBeforeTheLastWarmUpAnswer() {
    var guard = new ColdGuard(3);

    guard.userRequest(0);
    guard.userRequest(2);
    guard.userRequest(3);
    guard.userRequest(50);
    guard.userRequest(1);

    assertThat(guard.cold()).isEqualTo(3);
  }
}
