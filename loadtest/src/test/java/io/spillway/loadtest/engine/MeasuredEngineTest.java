package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.engine.model.EngineScheduler;
import io.spillway.loadtest.engine.model.SequenceRequest;
import io.spillway.loadtest.engine.model.TokenOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Replays requests measured on real engines; the model's mean times are those of the engines. */
final class MeasuredEngineTest {
  private static final double MILLI = 1e6;
  private static final List<JsonNode> ROWS = rows();

  @Test
  void isAsFastAsAnEngineShortOfBlocks() {
    EngineProfile profile = shipped("rtx4090-llama3.1-8b", 2588);

    Errors errors = replay(profile, "RTX4090");

    assertThat(errors.firstToken).as(errors.toString()).isCloseTo(0, within(0.10));
    assertThat(errors.perToken).as(errors.toString()).isCloseTo(0, within(0.10));
    assertThat(errors.whole).as(errors.toString()).isCloseTo(0, within(0.10));
  }

  @Test
  void isAsFastAsAnEngineWithRoom() {
    EngineProfile profile = shipped("rtxpro6000-llama3.1-8b", 36578);

    Errors errors = replay(profile, "RTXPRO6000");

    assertThat(errors.firstToken).as(errors.toString()).isCloseTo(0, within(0.10));
    assertThat(errors.perToken).as(errors.toString()).isCloseTo(0, within(0.10));
    assertThat(errors.whole).as(errors.toString()).isCloseTo(0, within(0.10));
  }

  private static EngineProfile shipped(String name, int blocks) {
    return ProfileCatalog.named(name)
        .orElseThrow()
        .withLimits(new EngineProfile.Limits(2048, 128, blocks));
  }

  private static Errors replay(EngineProfile profile, String gpu) {
    var scheduler = new EngineScheduler(profile);
    Map<Long, Integer> rowOf = new HashMap<>();
    var first = new double[ROWS.size()];
    var last = new double[ROWS.size()];
    int arrived = 0;
    int finished = 0;
    double now = 0;
    while (finished < ROWS.size()) {
      while (arrived < ROWS.size() && arrival(arrived) <= now) {
        rowOf.put(scheduler.submit(request(ROWS.get(arrived))), arrived);
        arrived++;
      }
      OptionalLong step = scheduler.begin();
      if (step.isEmpty()) {
        now = arrival(arrived);
        continue;
      }
      now += step.getAsLong();
      for (TokenOutput output : scheduler.end()) {
        int row = rowOf.get(output.sequence());
        first[row] = output.index() == 0 ? now : first[row];
        last[row] = now;
        finished += output.last() ? 1 : 0;
      }
    }
    return compare(gpu, first, last);
  }

  private static Errors compare(String gpu, double[] first, double[] last) {
    var measured = new double[3];
    var modelled = new double[3];
    for (int i = 0; i < ROWS.size(); i++) {
      JsonNode real = ROWS.get(i).path(gpu);
      int gaps = ROWS.get(i).path("output_tokens").asInt() - 1;
      double realFirst = real.path("ttft_ms").asDouble();
      double realWhole = real.path("e2e_ms").asDouble();
      double firstToken = (first[i] - arrival(i)) / MILLI;
      double whole = (last[i] - arrival(i)) / MILLI;
      add(measured, realFirst, (realWhole - realFirst) / gaps, realWhole);
      add(modelled, firstToken, (whole - firstToken) / gaps, whole);
    }
    return new Errors(
        modelled[0] / measured[0] - 1,
        modelled[1] / measured[1] - 1,
        modelled[2] / measured[2] - 1);
  }

  private static void add(double[] sums, double firstToken, double perToken, double whole) {
    sums[0] += firstToken;
    sums[1] += perToken;
    sums[2] += whole;
  }

  private static SequenceRequest request(JsonNode row) {
    JsonNode blocks = row.path("blocks");
    var hashes = new long[blocks.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = blocks.get(i).asLong() + 1;
    }
    return new SequenceRequest(
        row.path("input_tokens").asInt(), row.path("output_tokens").asInt(), hashes);
  }

  private static double arrival(int row) {
    return ROWS.get(row).path("arrival_ms").asDouble() * MILLI;
  }

  private static List<JsonNode> rows() {
    var mapper = new ObjectMapper();
    var rows = new ArrayList<JsonNode>();
    try (var in =
            MeasuredEngineTest.class.getResourceAsStream("engine_validation_llama31_8b.jsonl.gz");
        var lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = mapper.readTree(line);
        if (row.has("i")) {
          rows.add(row);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** Relative errors of the means. */
  private record Errors(double firstToken, double perToken, double whole) {}
}
