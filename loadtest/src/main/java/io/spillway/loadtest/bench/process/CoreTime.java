package io.spillway.loadtest.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Time on the machine's cores, in seconds, as the kernel counts it in ticks of 10 ms. */
public final class CoreTime {
  private static final double TICKS_PER_SECOND = 100;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int COUNTED = 8;

  private CoreTime() {}

  /** Of a process and all that descend from it and still run. */
  public static double ofTree(long pid) {
    return ProcessHandle.of(pid)
        .map(top -> Stream.concat(Stream.of(top), top.descendants()))
        .orElse(Stream.empty())
        .mapToDouble(process -> of(process.pid()))
        .sum();
  }

  /** Of this process. */
  public static double own() {
    return of(ProcessHandle.current().pid());
  }

  /** Of everything on the machine. */
  public static double ofAll() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      return busyTicks(lines.findFirst().orElse("")) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Cores of the machine, whichever of them this process may use. */
  public static int cores() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      return (int) lines.filter(line -> line.matches("cpu\\d+ .*")).count();
    } catch (IOException e) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  /** The ticks that were not idle, from the first line of {@code /proc/stat}. */
  static long busyTicks(String line) {
    String[] fields = line.strip().split(" +", -1);
    return LongStream.range(0, Math.min(COUNTED, fields.length - 1))
        .filter(i -> i != IDLE && i != IO_WAIT)
        .map(i -> Long.parseLong(fields[(int) i + 1]))
        .sum();
  }

  private static double of(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return ProcStat.parse(line).ticks() / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }
}
