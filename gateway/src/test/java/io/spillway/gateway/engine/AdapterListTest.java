package io.spillway.gateway.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterListTest {
  @Test
  void namesTheEntriesThatHaveAParent() {
    assertThat(
            read(
                "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"parent\":null,\"permission\":[{\"id\":\"p\"}]},"
                    + "{\"id\":\"sql\",\"root\":\"/x\",\"parent\":\"m\"},{\"parent\":\"m\",\"id\":\"law\"}]}"))
        .containsExactlyInAnyOrder("sql", "law");
  }

  @Test
  void knowsThatThereAreNone() {
    assertThat(read("{\"data\":[{\"id\":\"m\",\"parent\":null}]}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"data\":[]}",
        "{\"data\":{\"id\":\"m\",\"parent\":null}}",
        "{\"data\":[{\"id\":\"m\"}]}",
        "{\"data\":[{\"id\":\"sql\",\"parent\":\"m\"}"
      })
  void knowsNothingFromWhatDoesNotTell(String text) {
    assertThat(read(text)).isNull();
  }

  private static @Nullable Set<String> read(String text) {
    return AdapterList.read(text.getBytes(UTF_8));
  }
}
