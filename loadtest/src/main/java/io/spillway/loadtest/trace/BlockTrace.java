package io.spillway.loadtest.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Recorded requests with the blocks of their prompts, in the order of their arrival.
 *
 * @param rows at least one, arrivals never decreasing
 */
public record BlockTrace(List<BlockRow> rows) {
  /** Tokens that one block number stands for. */
  public static final int BLOCK_TOKENS = 512;

  /** Arrivals of the bundled trace stand on a grid as wide as this, to a few milliseconds. */
  public static final int GRID_MS = 3_000;

  private static final String MOONCAKE_CONVERSATION = "mooncake_conversation.jsonl.gz";

  /** Checks the order. */
  public BlockTrace {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("trace: no rows (expected: at least one)");
    }
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).arrivalMs() < rows.get(i - 1).arrivalMs()) {
        throw new IllegalArgumentException(
            "trace: row %d arrives before the row above".formatted(i));
      }
    }
  }

  /** The bundled Mooncake conversation trace; its attribution lies beside it. */
  public static BlockTrace mooncakeConversation() {
    try (InputStream file = BlockTrace.class.getResourceAsStream(MOONCAKE_CONVERSATION)) {
      if (file == null) {
        throw new IllegalStateException("the bundled trace is missing: " + MOONCAKE_CONVERSATION);
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first rows. */
  public BlockTrace first(int count) {
    return new BlockTrace(rows.subList(0, Math.min(count, rows.size())));
  }

  private static BlockTrace read(InputStream gzip) throws IOException {
    var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(gzip), StandardCharsets.US_ASCII));
    var mapper = new ObjectMapper();
    var rows = new ArrayList<BlockRow>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      rows.add(row(mapper.readTree(line)));
    }
    return new BlockTrace(rows);
  }

  private static BlockRow row(JsonNode line) {
    JsonNode ids = line.path("hash_ids");
    var blocks = new int[ids.size()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = ids.path(i).asInt();
    }
    return new BlockRow(
        line.path("timestamp").asLong(),
        line.path("input_length").asInt(),
        line.path("output_length").asInt(),
        blocks);
  }
}
