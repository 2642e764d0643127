package io.spillway.loadtest.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswerScannerTest {
  private static final String CHUNKED =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Transfer-Encoding: chunked",
          "",
          "19",
          "  @00000000000000ff      ",
          "1A",
          " @0000000000000100 @000000",
          "A",
          "0000000101",
          "0",
          "",
          "");
  private static final String WHOLE = "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc";

  private final List<Long> stamps = new ArrayList<>();
  private final AnswerScanner scanner = new AnswerScanner(stamps::add);

  @Test
  void findsStampsAndEndsHoweverTheBytesAreCut() {
    byte[] bytes = (CHUNKED + WHOLE + CHUNKED).getBytes(US_ASCII);
    for (int size = 1; size <= bytes.length; size++) {
      stamps.clear();
      assertThat(answers(bytes, size)).as("pieces of %d", size).containsExactly(200, 404, 200);
      assertThat(stamps).containsExactly(255L, 256L, 257L, 255L, 256L, 257L);
    }
  }

  @Test
  void refusesWhatHasNoEndItCanKnow() {
    ByteBuf bytes = Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", US_ASCII);
    assertThat(scanner.feed(bytes)).isEqualTo(AnswerScanner.Outcome.BROKEN);
  }

  @Test
  void refusesAChunkWithoutASize() {
    String text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n";
    assertThat(scanner.feed(Unpooled.copiedBuffer(text, US_ASCII)))
        .isEqualTo(AnswerScanner.Outcome.BROKEN);
  }

  private List<Integer> answers(byte[] bytes, int size) {
    var answers = new ArrayList<Integer>();
    for (int from = 0; from < bytes.length; from += size) {
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, Math.min(size, bytes.length - from));
      while (piece.isReadable()) {
        if (scanner.feed(piece) == AnswerScanner.Outcome.WHOLE) {
          answers.add(scanner.status());
        }
      }
    }
    return answers;
  }
}
