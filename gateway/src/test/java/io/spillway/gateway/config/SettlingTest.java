package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private final Settling settling = new Settling(read("a"));

  @Test
  void takesAChangeAtItsSecondReading() {
    assertThat(settling.on(read("b"))).isEmpty();
    assertThat(settling.on(read("b"))).contains(read("b").result());
    assertThat(settling.on(read("b"))).isEmpty();
    assertThat(settling.taken()).isEqualTo(read("b"));
  }

  @Test
  void waitsWhileAFileIsStillBeingWritten() {
    assertThat(settling.on(read("b"))).isEmpty();
    assertThat(settling.on(read("bc"))).isEmpty();
    assertThat(settling.on(read("bcd"))).isEmpty();
    assertThat(settling.on(read("bcd"))).contains(read("bcd").result());
  }

  @Test
  void forgetsAChangeThatIsTakenBack() {
    settling.on(read("b"));
    settling.on(read("a"));

    assertThat(settling.on(read("b"))).isEmpty();
  }

  @Test
  void startsAgainWhenTheFileIsFoundUnchanged() {
    settling.on(read("b"));
    settling.unchanged();

    assertThat(settling.on(read("b"))).isEmpty();
  }

  private static LoadedConfig read(String stamp) {
    var problem = new Problem("the file", stamp, "another");
    return new LoadedConfig(new ConfigResult.Invalid(List.of(problem)), stamp, Set.of());
  }
}
