package io.spillway.loadtest.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Measures single operations of the router with JMH, each call timed by itself. */
final class MicroRun {
  private static final TimeValue ITERATION = TimeValue.seconds(1);
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final int WARMUPS = 3;
  private static final int ITERATIONS = 3;

  /** Measures the benchmarks whose name contains a text. */
  TextTable run(String only) throws BenchFailure {
    Options options =
        new OptionsBuilder()
            .include("\\.bench\\.micro\\..*" + Pattern.quote(only))
            .forks(1)
            .addProfiler(GCProfiler.class)
            .jvmArgs("-XX:+UseParallelGC", "-Xms1g", "-Xmx1g")
            .warmupIterations(WARMUPS)
            .warmupTime(ITERATION)
            .measurementIterations(ITERATIONS)
            .measurementTime(ITERATION)
            .timeUnit(TimeUnit.NANOSECONDS)
            .build();
    try {
      return table(new Runner(options).run());
    } catch (RunnerException e) {
      throw new BenchFailure("micro: " + e.getMessage());
    }
  }

  private static TextTable table(Collection<RunResult> runs) {
    var table = new TextTable(List.of("operation", "p50 ns", "p99 ns", "p99.9 ns", "bytes"));
    var sorted = new ArrayList<>(runs);
    sorted.sort(Comparator.comparing(MicroRun::name));
    for (RunResult run : sorted) {
      Result<?> result = run.getPrimaryResult();
      Statistics times = result.getStatistics();
      table.row(
          List.of(
              name(run),
              whole(times.getPercentile(50)),
              whole(times.getPercentile(99)),
              whole(times.getPercentile(99.9)),
              allocated(run)));
    }
    return table;
  }

  /** Class, method and parameters. */
  private static String name(RunResult run) {
    var parameters = run.getParams();
    String benchmark = parameters.getBenchmark();
    int type = benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1);
    var name = new StringBuilder(benchmark.substring(type + 1).replace("Benchmark", ""));
    for (String key : parameters.getParamsKeys()) {
      name.append(' ').append(key).append('=').append(parameters.getParam(key));
    }
    return name.toString();
  }

  /** Bytes that one call allocates. */
  private static String allocated(RunResult run) {
    Result<?> bytes = run.getSecondaryResults().get(ALLOCATED);
    return bytes == null ? "" : whole(bytes.getScore());
  }

  private static String whole(double nanos) {
    return String.format(Locale.ROOT, "%.0f", nanos);
  }
}
