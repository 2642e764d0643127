package io.spillway.loadtest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.trace.BlockRow;
import io.spillway.loadtest.trace.BlockTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordingTest {
  private static final long NANOS_PER_MILLI = 1_000_000;

  @Test
  void movesArrivalsWithinTheirCellsAndNumbersThemInOrder() {
    BlockTrace trace = BlockTrace.mooncakeConversation().first(300);
    List<ReplayRequest> requests = Recording.of(trace, 7).requests();
    assertThat(requests.size()).isEqualTo(trace.rows().size());
    for (int i = 0; i < requests.size(); i++) {
      Arrival arrival = requests.get(i).arrival();
      assertThat(arrival.index()).isEqualTo(i);
      assertThat(i == 0 || requests.get(i - 1).arrival().nanos() <= arrival.nanos()).isTrue();
      assertThat(trace.rows())
          .anyMatch(row ->
              Arrays.equals(row.blocks(), arrival.blocks())
                  && arrival.nanos() >= row.arrivalMs() * NANOS_PER_MILLI
                  && arrival.nanos() < (row.arrivalMs() + BlockTrace.GRID_MS) * NANOS_PER_MILLI);
    }
  }

  @Test
  void namesASessionByItsFirstBlockThatFewShare() {
    var rows = new ArrayList<BlockRow>();
    for (int i = 0; i < 400; i++) {
      int conversation = 1000 + i / 2;
      rows.add(new BlockRow(0, 1200, 1, new int[] {0, conversation, 10_000 + i}));
    }
    for (ReplayRequest request : Recording.of(new BlockTrace(rows), 1).requests()) {
      assertThat(request.arrival().session()).isEqualTo(request.arrival().blocks()[1]);
    }
  }
}
