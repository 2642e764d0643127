package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.EndpointConfig;
import io.spillway.router.EndpointId;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointNamesTest {
  private final EndpointNames names = new EndpointNames();

  @Test
  void aPodKeepsItsNameWhenAnotherInFrontOfItLeaves() {
    assertThat(assign(Set.of(), pod(0, "a"), pod(1, "b"), pod(2, "c")))
        .containsExactly("pod-0=a", "pod-1=b", "pod-2=c");

    assertThat(assign(Set.of(), pod(0, "b"), pod(1, "c"))).containsExactly("pod-1=b", "pod-2=c");
  }

  @Test
  void aNewPodDoesNotGetANameThatAnotherHas() {
    assign(Set.of(), pod(0, "a"), pod(1, "b"));

    assertThat(assign(Set.of(), pod(0, "b"), pod(1, "d"))).containsExactly("pod-1=b", "pod-1.2=d");
  }

  @Test
  void aNameThatALeavingPodStillHasIsNotGivenAway() {
    assign(Set.of(), pod(0, "a"));

    assertThat(assign(Set.of(new EndpointId("pod-0")), pod(0, "b"))).containsExactly("pod-0.2=b");
  }

  @Test
  void aNameIsFreeAgainWhenItsPodHasLeft() {
    assign(Set.of(), pod(0, "a"));
    assign(Set.of());

    assertThat(assign(Set.of(), pod(0, "b"))).containsExactly("pod-0=b");
  }

  private List<String> assign(Set<EndpointId> inUse, EndpointConfig... wanted) {
    return names.assign(List.of(wanted), inUse).entrySet().stream()
        .map(entry -> entry.getKey().name() + "=" + entry.getValue().url().getHost())
        .toList();
  }

  private static EndpointConfig pod(int place, String host) {
    return new EndpointConfig("pod-" + place, URI.create("http://" + host + ":1"));
  }
}
