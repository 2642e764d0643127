package io.spillway.gateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.ContinuedBody;
import io.spillway.gateway.sse.AnswerSoFar;
import io.spillway.gateway.sse.ContinuedEvents;
import io.spillway.gateway.sse.EventReader;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Wherever a stream breaks, the text before and the text after it are the whole text. */
class ResumedTextPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] LETTERS = {
    "a", " ", "\n", "\"", "\\", "é", "漢", "😀", "\u0001", "</", "{\"content\":\"", "\u2028"
  };

  @Test
  void noTextIsLostOrDoubledWhereverItBreaks() throws Exception {
    var random = new SplittableRandom(11);
    for (int round = 0; round < 300; round++) {
      List<String> pieces = pieces(random);
      String whole = String.join("", pieces);
      for (int cut = 1; cut <= pieces.size(); cut++) {
        var said = new AnswerSoFar();
        EventFlow first = flow().keptIn(said);
        String shown = run(first, "first", pieces.subList(0, cut), random);

        JsonNode message = JSON.readTree(said.quotedText());
        assertThat(message.asText()).isEqualTo(String.join("", pieces.subList(0, cut)));
        assertThat(bodyContent(said)).isEqualTo(message.asText());

        EventFlow second = flow().keptIn(said).continuing(ContinuedEvents.of(said, first.usage()));
        shown += run(second, "second", pieces.subList(cut, pieces.size()), random);
        assertThat(text(shown)).isEqualTo(whole);
        assertThat(shown).doesNotContain("\"second\"").containsOnlyOnce("\"role\"");
        assertThat(JSON.readTree(said.quotedText()).asText()).isEqualTo(whole);
        assertThat(second.usage().outputTokens()).isEqualTo(pieces.size());
      }
    }
  }

  private static EventFlow flow() {
    return new EventFlow(new EventReader(ApiKind.CHAT, 1), true, false, null);
  }

  private static List<String> pieces(SplittableRandom random) {
    var pieces = new ArrayList<String>();
    int count = random.nextInt(1, 8);
    for (int i = 0; i < count; i++) {
      var piece = new StringBuilder();
      int letters = random.nextInt(1, 6);
      for (int j = 0; j < letters; j++) {
        piece.append(LETTERS[random.nextInt(LETTERS.length)]);
      }
      pieces.add(piece.toString());
    }
    return pieces;
  }

  /** What the client gets of a stream of these pieces, however the network cuts it. */
  private static String run(EventFlow flow, String id, List<String> pieces, SplittableRandom random)
      throws Exception {
    var events = new StringBuilder(event(id, "\"role\":\"assistant\",\"content\":\"\""));
    for (String piece : pieces) {
      String quoted = JSON.writeValueAsString(piece);
      events.append(event(id, "\"content\":" + (random.nextBoolean() ? quoted : ascii(quoted))));
    }
    byte[] bytes = events.toString().getBytes(UTF_8);
    Buffer out = Buffer.buffer();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + random.nextInt(1, 400));
      byte[] chunk = java.util.Arrays.copyOfRange(bytes, from, to);
      assertThat(flow.feed(chunk)).isEqualTo(EventFlow.Verdict.OPEN);
      out.appendBuffer(flow.take(Buffer.buffer(chunk)));
      from = to;
    }
    return out.toString();
  }

  private static String event(String id, String delta) {
    return Events.data(
        "{\"id\":\"" + id + "\",\"choices\":[{\"index\":0,\"delta\":{" + delta + "}}]}");
  }

  /** The same string with escapes for all beyond ASCII. */
  private static String ascii(String quoted) {
    var text = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      text.append(c < 128 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return text.toString();
  }

  private static String text(String events) throws Exception {
    var text = new StringBuilder();
    for (String event : events.split("\n\n", -1)) {
      if (event.isEmpty()) {
        continue;
      }
      JsonNode json = JSON.readTree(event.substring("data: ".length()));
      text.append(json.at("/choices/0/delta/content").asText());
    }
    return text.toString();
  }

  private static String bodyContent(AnswerSoFar said) throws Exception {
    byte[] body = RelayBench.STREAM.getBytes(UTF_8);
    var soFar = new ContinuedBody.Said(said.quotedText(), 1, "");
    return ContinuedBody.of(body, soFar) instanceof ContinuedBody.Ready(byte[] bytes)
        ? JSON.readTree(bytes).at("/messages/1/content").asText()
        : "none";
  }
}
