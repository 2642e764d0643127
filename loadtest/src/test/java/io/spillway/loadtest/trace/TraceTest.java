package io.spillway.loadtest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class TraceTest {
  @Test
  void theBundledTraceIsWhatItsIndexSays() {
    Trace trace = Trace.azureConversations();

    assertThat(trace.rows()).hasSize(19_366);
    assertThat(trace.rows().getFirst()).isEqualTo(new TraceRow(0, 374, 44));
    assertThat(trace.ratePerSecond()).isCloseTo(5.53, within(0.01));
    assertThat(trace.rows().stream().mapToInt(TraceRow::inputTokens).average().orElseThrow())
        .isCloseTo(1155, within(1.0));
  }

  @Test
  void theAttributionLiesBesideTheTrace() throws IOException {
    try (InputStream file = Trace.class.getResourceAsStream("azure2023_conv.ATTRIBUTION.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(text).contains("CC-BY 4.0", "AzurePublicDataset", "Splitwise");
    }
  }

  @Test
  void refusesAnotherFilesColumns() {
    assertThatThrownBy(() -> Trace.read(gzip("a,b\n1,2\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: arrival_ms,input_tokens,output_tokens");
  }

  @Test
  void refusesRowsThatAreNotThreeNumbers() {
    assertThatThrownBy(
            () -> Trace.read(gzip("arrival_ms,input_tokens,output_tokens\n0,1,2\n5,x,2\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'5,x,2'");
  }

  @Test
  void refusesRowsOutOfOrder() {
    assertThatThrownBy(
            () -> Trace.read(gzip("arrival_ms,input_tokens,output_tokens\n0,1,2\n9,1,2\n5,1,2\n")))
        .hasMessageContaining("row 2");
  }

  private static InputStream gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
