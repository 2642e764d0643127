package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.demo.AdminStatus.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NewsTest {
  private final News news = new News();

  @Test
  void tellsEveryChangeOnce() {
    List<String> first = news.look(1, status("probing", 1));
    List<String> same = news.look(2, status("probing", 1));
    List<String> later = news.look(61, status("serving", 2));

    assertThat(first)
        .containsExactly("00:01  pod-0 is probing", "00:01  pods wanted: 1, serving: 1");
    assertThat(same).isEmpty();
    assertThat(later)
        .containsExactly("01:01  pod-0 is serving", "01:01  pods wanted: 2, serving: 1");
    assertThat(news.latest().getFirst()).startsWith("01:01");
  }

  @Test
  void aPodThatDiedMustGetWarmAgain() {
    news.look(1, status("serving", 1));
    news.forget("pod-0");
    news.look(2, status("probing", 1));

    assertThat(news.warm()).isEmpty();
    news.look(3, status("serving", 1));
    assertThat(news.warm()).containsExactly("pod-0");
  }

  private static AdminStatus status(String state, int desired) {
    return new AdminStatus(
        List.of(new Pod("pod-0", state, "", 0, 8)), List.of(), 0, 0, desired, 1, 0);
  }
}
