package io.spillway.loadtest.bench.process;

/**
 * One line of {@code /proc/PID/stat}.
 *
 * @param userTicks time spent in user mode
 * @param systemTicks time spent in the kernel
 */
record ProcStat(long userTicks, long systemTicks) {
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /** Reads the line; the command's name in it may hold spaces and brackets. */
  static ProcStat parse(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    return new ProcStat(Long.parseLong(fields[USER]), Long.parseLong(fields[SYSTEM]));
  }

  long ticks() {
    return userTicks + systemTicks;
  }
}
