package io.spillway.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcTest {
  @Test
  void readsTicksBehindANameWithSpacesAndBrackets() {
    String line =
        "4711 (odd) name (x)) S 1 4711 4711 0 -1 4194560 2 3 4 5 120 34 7 8 20 0 1 0 99 0 0";
    assertThat(ProcStat.parse(line)).isEqualTo(new ProcStat(120, 34));
    assertThat(ProcStat.parse(line).ticks()).isEqualTo(154);
  }

  @Test
  void countsTicksThatWereNotIdleAndThoseOfGuestsOnce() {
    assertThat(CoreTime.busyTicks("cpu  1 2 4 1000 2000 8 16 32 64 128")).isEqualTo(63);
  }

  @Test
  void readsResidentMemory() {
    assertThat(Memory.parseResident("Name:\tjava\nVmHWM:\t  9 kB\nVmRSS:\t  2048 kB\nX: 1\n"))
        .isEqualTo(2048 * 1024);
    assertThat(Memory.parseResident("Name:\tkthreadd\n")).isZero();
  }

  @Test
  void addsUpTheHeapOfTheParallelCollectorWithoutClasses() {
    String info =
        """
        4711:
         PSYoungGen      total 153088K, used 10K [0x1, 0x2, 0x3)
          eden space 131584K, 12% used [0x1,0x2,0x3)
         ParOldGen       total 349696K, used 500K [0x1, 0x2, 0x3)
          object space 349696K, 2% used [0x1,0x2,0x3)
         Metaspace       used 26000K, committed 26688K, reserved 1114112K
          class space    used 3000K, committed 3264K, reserved 1048576K
        """;
    assertThat(Memory.parseHeapUsed(info)).isEqualTo(510 * 1024);
  }

  @Test
  void readsTheHeapOfG1() {
    String info =
        """
        4711:
         garbage-first heap   total reserved 4194304K, committed 264192K, used 3072K [0x1, 0x2)
          region size 2048K, 1 young (2048K), 0 survivors (0K)
         Metaspace       used 26000K, committed 26688K, reserved 1114112K
        """;
    assertThat(Memory.parseHeapUsed(info)).isEqualTo(3072 * 1024);
  }

  @Test
  void seesThisProcessAtWork() {
    double before = CoreTime.ofTree(ProcessHandle.current().pid());
    long end = System.nanoTime() + 20_000_000_000L;
    while (CoreTime.own() < before + 0.05 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(CoreTime.own()).isGreaterThanOrEqualTo(before + 0.05);
    assertThat(Memory.resident(ProcessHandle.current().pid())).isGreaterThan(1 << 20);
    assertThat(CoreTime.cores()).isPositive();
    assertThat(CoreTime.ofAll()).isPositive();
  }
}
