package io.spillway.gateway.prefix;

import static io.spillway.gateway.prefix.Prompts.chain;
import static io.spillway.gateway.prefix.Prompts.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random conversations. */
class PromptBlocksPropertyTest {
  private static final int ROUNDS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sharesAllOfATurnWithTheNext(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var turns = messages(random, 1 + random.nextInt(12));
      var more = new ArrayList<>(turns);
      more.addAll(messages(random, 1 + random.nextInt(3)));

      var before = chain(body(turns), ApiKind.CHAT);

      assertThat(shared(before, chain(body(more), ApiKind.CHAT))).isEqualTo(before.length());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4})
  void sharesExactlyTheBlocksBeforeTheFirstByteThatDiffers(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int length = 1 + random.nextInt(9000);
      var text = new StringBuilder("a".repeat(length));
      var before = chain(completion(text), ApiKind.COMPLETIONS);
      int place = random.nextInt(length);
      text.setCharAt(place, 'b');
      var after = chain(completion(text), ApiKind.COMPLETIONS);

      // Five empty settings, each one mark, stand before the text.
      int block = (5 + place) / PromptBlocks.BLOCK_BYTES;
      assertThat(shared(before, after)).isEqualTo(Math.min(block, before.length()));
      for (int i = block; i < before.length(); i++) {
        assertThat(after.hashes()[i]).isNotEqualTo(before.hashes()[i]);
      }
    }
  }

  private static String completion(CharSequence text) {
    return "{\"model\":\"m\",\"prompt\":\"" + text + "\"}";
  }

  private static String body(List<String> messages) {
    return messages.stream()
        .collect(
            Collectors.joining(",", "{\"model\":\"m\",\"tools\":[{\"a\":1}],\"messages\":[", "]}"));
  }

  private static List<String> messages(Random random, int count) {
    var messages = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      String text =
          random
              .ints(random.nextInt(1500), 'a', 'z' + 1)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      messages.add(
          "{\"role\":\"%s\",\"content\":\"%s\"}"
              .formatted(random.nextBoolean() ? "user" : "assistant", text));
    }
    return messages;
  }
}
