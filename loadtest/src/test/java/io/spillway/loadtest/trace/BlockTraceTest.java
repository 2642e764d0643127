package io.spillway.loadtest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockTraceTest {
  @Test
  void theBundledTraceIsWhatItsIndexSays() {
    BlockTrace trace = BlockTrace.mooncakeConversation();

    assertThat(trace.rows()).hasSize(12_031);
    assertThat(trace.rows()).allMatch(row -> row.blocks()[0] == 0);
    assertThat(trace.rows().stream().mapToLong(BlockRow::arrivalMs).distinct().count())
        .isEqualTo(1 + Math.round(3_536_999.0 / BlockTrace.GRID_MS));
    assertThat(trace.rows().stream().mapToInt(BlockRow::inputTokens).average().orElseThrow())
        .isCloseTo(12_035, within(1.0));
  }

  @Test
  void theAttributionLiesBesideTheTrace() throws IOException {
    try (InputStream file =
        BlockTrace.class.getResourceAsStream("mooncake_conversation.ATTRIBUTION.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(text).contains("Apache License 2.0", "kvcache-ai/Mooncake");
    }
  }

  @Test
  void refusesRowsWithoutTheirBlocksOrOutOfOrder() {
    assertThatThrownBy(() -> new BlockRow(0, 513, 1, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: one block per 512 tokens begun");
    var late = new BlockRow(3000, 1, 1, new int[] {0});
    var early = new BlockRow(0, 1, 1, new int[] {0});
    assertThatThrownBy(() -> new BlockTrace(List.of(late, early)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1 arrives before the row above");
  }
}
