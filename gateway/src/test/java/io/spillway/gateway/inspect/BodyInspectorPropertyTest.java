package io.spillway.gateway.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.gateway.json.RandomJson;
import io.spillway.gateway.json.StrictJson;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random bodies against a tree. One seed is replayed with {@code -Dseed=}. */
final class BodyInspectorPropertyTest {
  private static final int BODIES = 60;
  private static final ApiKind[] KINDS =
      Arrays.stream(ApiKind.values()).filter(kind -> !kind.multipart()).toArray(ApiKind[]::new);

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void findsWhatATreeHolds(long seed) {
    var json = new RandomJson(new Random(seed));
    var bodies = new RandomBody(json);
    for (int i = 0; i < BODIES; i++) {
      byte[] body = json.write(bodies.next());
      JsonNode tree = StrictJson.parse(body);
      ApiKind kind = json.one(KINDS);

      Inspection found = BodyInspector.inspect(body, kind);

      assertThat(found instanceof Inspection.Routable)
          .as(new String(body, UTF_8))
          .isEqualTo(FactsOracle.routable(tree, kind));
      assertThat(found instanceof Inspection.Unnamed)
          .as(new String(body, UTF_8))
          .isEqualTo(FactsOracle.unnamed(tree, kind));
      if (found instanceof Inspection.Routable(var facts)) {
        assertAgrees(facts, tree, body, kind);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void neverThrowsAndRoutesOnlyWhatIsValid(long seed) {
    var json = new RandomJson(new Random(seed));
    var bodies = new RandomBody(json);
    for (int i = 0; i < BODIES; i++) {
      byte[] body = json.mutate(json.write(bodies.next()));

      ApiKind kind = json.one(KINDS);
      Inspection found = BodyInspector.inspect(body, kind);

      JsonNode tree = StrictJson.parse(body);
      if (found instanceof Inspection.Routable(var facts)) {
        assertThat(FactsOracle.routable(tree, kind)).as(new String(body, UTF_8)).isTrue();
        assertAgrees(facts, tree, body, kind);
      } else if (FactsOracle.routable(tree, kind)) {
        assertThat(((Inspection.Refused) found).error().message()).contains("twice");
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.gateway.json.RandomJson#seeds")
  void splicesWhatItNamesAndNothingElse(long seed) {
    var json = new RandomJson(new Random(seed));
    var bodies = new RandomBody(json);
    for (int i = 0; i < BODIES; i++) {
      ObjectNode tree = bodies.next();
      byte[] body = json.write(tree);
      if (BodyInspector.inspect(body, ApiKind.CHAT) instanceof Inspection.Routable(var facts)) {
        String served = json.chance(30) ? null : json.string();
        boolean usage = json.chance(70);

        byte[] spliced = BodySplice.splice(body, facts, served, usage);

        edit(tree, served, usage && facts.stream());
        assertThat(StrictJson.parse(spliced)).isEqualTo(StrictJson.parse(json.write(tree)));
        assertKept(body, spliced, facts);
      }
    }
  }

  private static void assertAgrees(RequestFacts facts, JsonNode tree, byte[] body, ApiKind kind) {
    assertThat(facts.model()).isEqualTo(tree.path("model").textValue());
    assertThat(parse(body, facts.modelValue())).isEqualTo(tree.get("model"));
    assertThat(facts.stream()).isEqualTo(kind.streams() && tree.path("stream").asBoolean());
    assertThat(facts.usageAsked()).isEqualTo(FactsOracle.usageAsked(tree, kind));
    assertThat(facts.choices()).isEqualTo(FactsOracle.choices(tree, kind));
    assertThat(facts.outputTokensMax()).isEqualTo(FactsOracle.outputTokensMax(tree, kind));
    assertThat(facts.cacheKey()).isEqualTo(FactsOracle.cacheKey(tree, kind));
    assertThat(facts.user()).isEqualTo(FactsOracle.user(tree, kind));
    assertThat(facts.priority()).isEqualTo(FactsOracle.priority(tree, kind));
    assertThat(facts.promptTokens()).isNotNegative().isLessThanOrEqualTo(body.length);
    assertHead(facts, FactsOracle.head(tree, kind), body);
    if (kind == ApiKind.RESPONSES) {
      assertThat(facts.responses())
          .isEqualTo(
              new ResponseFacts(
                  tree.path("previous_response_id").textValue(),
                  tree.path("store").asBoolean(true),
                  tree.path("background").asBoolean()));
    } else {
      assertThat(facts.responses()).isEqualTo(ResponseFacts.NONE);
    }
  }

  private static void assertHead(RequestFacts facts, @Nullable ArrayNode head, byte[] body) {
    if (head == null) {
      assertThat(facts.conversationHead()).isEmpty();
      return;
    }
    ByteRange messages = facts.conversationHead().getLast();
    String text = new String(body, messages.from(), messages.to() - messages.from(), UTF_8);
    assertThat(StrictJson.parse(("[" + text + "]").getBytes(UTF_8))).isEqualTo(head);
  }

  private static JsonNode parse(byte[] body, ByteRange at) {
    return StrictJson.parse(Arrays.copyOfRange(body, at.from(), at.to()));
  }

  private static void edit(ObjectNode tree, String served, boolean usage) {
    if (served != null) {
      tree.put("model", served);
    }
    if (usage) {
      if (!tree.path("stream_options").isObject()) {
        tree.putObject("stream_options");
      }
      ((ObjectNode) tree.get("stream_options")).put("include_usage", true);
    }
  }

  /** All bytes outside the values that are replaced are there, in their order. */
  private static void assertKept(byte[] body, byte[] spliced, RequestFacts facts) {
    ByteRange option = facts.includeUsage() != null ? facts.includeUsage() : facts.streamOptions();
    int at = 0;
    for (int i = 0; i < body.length; i++) {
      if (within(i, facts.modelValue()) || (option != null && within(i, option))) {
        continue;
      }
      while (at < spliced.length && spliced[at] != body[i]) {
        at++;
      }
      assertThat(at++).isLessThan(spliced.length);
    }
  }

  private static boolean within(int place, ByteRange range) {
    return place >= range.from() && place < range.to();
  }
}
