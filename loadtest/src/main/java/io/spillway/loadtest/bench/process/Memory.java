package io.spillway.loadtest.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory of a process, in bytes. */
public final class Memory {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final Pattern HEAP_USED = Pattern.compile("\\bused (\\d+)K");
  private static final long KIB = 1024;

  private Memory() {}

  /** Resident memory of a process and all that descend from it. */
  public static long resident(long pid) {
    return ProcessHandle.of(pid)
        .map(top -> Stream.concat(Stream.of(top), top.descendants()))
        .orElse(Stream.empty())
        .mapToLong(process -> {
          try {
            return parseResident(
                Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
          } catch (IOException e) {
            return 0; // It has ended.
          }
        })
        .sum();
  }

  /** The objects on the heap of a JVM. */
  public static long heapUsed(long pid) throws IOException, InterruptedException {
    return parseHeapUsed(jcmd(pid, List.of("GC.heap_info")));
  }

  /** Collects the garbage of a JVM. */
  public static void collect(long pid) throws IOException, InterruptedException {
    jcmd(pid, List.of("GC.run"));
  }

  /** Runs {@code jcmd} on a JVM; what it printed. */
  public static String jcmd(long pid, List<String> command)
      throws IOException, InterruptedException {
    var words = new java.util.ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    words.add(Long.toString(pid));
    words.addAll(command);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String printed;
    try (var reader = process.inputReader()) {
      printed = reader.readAllAsString();
    }
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command.getFirst() + ": " + printed.strip());
    }
    return printed;
  }

  static long parseResident(String status) {
    Matcher line = RESIDENT.matcher(status);
    return line.find() ? Long.parseLong(line.group(1)) * KIB : 0;
  }

  /** What {@code GC.heap_info} says is used, without classes; any collector. */
  static long parseHeapUsed(String info) {
    int classes = info.indexOf("Metaspace");
    Matcher used = HEAP_USED.matcher(classes < 0 ? info : info.substring(0, classes));
    long sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1)) * KIB;
    }
    return sum;
  }
}
