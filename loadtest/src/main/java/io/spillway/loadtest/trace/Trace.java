package io.spillway.loadtest.trace;

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
 * Recorded requests in the order of their arrival.
 *
 * @param rows at least two, arrivals never decreasing, and not all at one moment
 */
public record Trace(List<TraceRow> rows) {
  private static final String HEADER = "arrival_ms,input_tokens,output_tokens";
  private static final String AZURE_CONVERSATIONS = "azure2023_conv.csv.gz";

  /** Checks the order. */
  public Trace {
    rows = List.copyOf(rows);
    if (rows.size() < 2 || rows.getLast().arrivalMs() == rows.getFirst().arrivalMs()) {
      throw new IllegalArgumentException("trace: too short (expected: at least two arrivals)");
    }
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).arrivalMs() < rows.get(i - 1).arrivalMs()) {
        throw new IllegalArgumentException(
            "trace: row %d arrives before the row above".formatted(i));
      }
    }
  }

  /** The bundled Azure 2023 conversation trace; its attribution lies beside it. */
  public static Trace azureConversations() {
    try (InputStream file = Trace.class.getResourceAsStream(AZURE_CONVERSATIONS)) {
      if (file == null) {
        throw new IllegalStateException("the bundled trace is missing: " + AZURE_CONVERSATIONS);
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads gzip-compressed CSV with the columns arrival_ms, input_tokens, output_tokens. */
  static Trace read(InputStream gzip) throws IOException {
    var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(gzip), StandardCharsets.US_ASCII));
    if (!HEADER.equals(lines.readLine())) {
      throw new IOException("trace: unknown columns (expected: " + HEADER + ")");
    }
    var rows = new ArrayList<TraceRow>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      rows.add(row(line));
    }
    return new Trace(rows);
  }

  /** Mean arrivals per second. */
  public double ratePerSecond() {
    return (rows.size() - 1) * 1000.0 / (rows.getLast().arrivalMs() - rows.getFirst().arrivalMs());
  }

  private static TraceRow row(String line) throws IOException {
    String[] cells = line.split(",", -1);
    if (cells.length != 3) {
      throw new IOException("trace: '%s' (expected: three numbers)".formatted(line));
    }
    try {
      return new TraceRow(
          Long.parseLong(cells[0]), Integer.parseInt(cells[1]), Integer.parseInt(cells[2]));
    } catch (IllegalArgumentException e) {
      throw new IOException("trace: '%s' (expected: three numbers)".formatted(line), e);
    }
  }
}
