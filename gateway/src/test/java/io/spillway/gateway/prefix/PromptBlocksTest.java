package io.spillway.gateway.prefix;

import static io.spillway.gateway.prefix.Prompts.chain;
import static io.spillway.gateway.prefix.Prompts.owner;
import static io.spillway.gateway.prefix.Prompts.shared;
import static io.spillway.gateway.prefix.Prompts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.router.PrefixChain;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PromptBlocksTest {
  private static final String LONG = text('a', 2000);

  private static String chat(String messages) {
    return "{\"model\":\"m\",\"messages\":[" + messages + "]}";
  }

  private static String message(String role, String content) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
  }

  @Test
  void cutsAPromptIntoBlocksOf128TokensAndDropsTheRest() {
    PrefixChain chain = chain(chat(message("user", LONG)), ApiKind.CHAT);

    assertThat(chain.length()).isEqualTo(3);
    assertThat(chain.blockTokens()).isEqualTo(128);
  }

  @Test
  void hasNothingToSayOfAPromptShorterThanABlock() {
    assertThat(chain(chat(message("user", "hi")), ApiKind.CHAT)).isSameAs(PrefixChain.EMPTY);
    assertThat(chain("{\"model\":\"m\"}", ApiKind.CHAT)).isSameAs(PrefixChain.EMPTY);
  }

  @Test
  void stopsAfter1024Blocks() {
    String start = text('a', 600 * 1024);

    PrefixChain chain = chain(chat(message("user", start)), ApiKind.CHAT);

    assertThat(chain.length()).isEqualTo(1024);
    assertThat(shared(chain, chain(chat(message("user", start + "b")), ApiKind.CHAT)))
        .isEqualTo(1024);
  }

  @Test
  void agreesOnlyWithGatewaysOfTheSameSecret() {
    String body = chat(message("user", LONG));
    PrefixChain chain = chain(body, ApiKind.CHAT);

    assertThat(shared(chain, Prompts.chain(new PromptBlocks(new byte[] {1}), body))).isZero();
    assertThat(Prompts.chain(new PromptBlocks(Prompts.SECRET), body).hashes())
        .isEqualTo(chain.hashes());
  }

  @Test
  void sharesNothingBetweenOwners() {
    String body = chat(message("user", LONG));
    var owners =
        List.of(
            owner(ApiKind.CHAT),
            new PromptOwner("other", "m", null, ApiKind.CHAT),
            new PromptOwner("clinic", "m2", null, ApiKind.CHAT),
            new PromptOwner("clinic", "m", "sql", ApiKind.CHAT),
            new PromptOwner("clinicm", "", null, ApiKind.CHAT));

    var firsts = owners.stream().map(owner -> chain(body, owner).hashes()[0]);

    assertThat(firsts).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'cache_salt':'s'",
        "'reasoning_effort':'s'",
        "'chat_template_kwargs':{'enable_thinking':false}",
        "'tools':[{'type':'function'}]",
        "'functions':[{'type':'function'}]"
      })
  void sharesNothingWhenThePromptBeginsInAnotherWay(String member) {
    String body = "{\"model\":\"m\",\"messages\":[" + message("user", LONG) + "]%s}";

    assertThat(
            shared(
                chain(body.formatted(""), ApiKind.CHAT),
                chain(body.formatted("," + member.replace('\'', '"')), ApiKind.CHAT)))
        .isZero();
  }

  @Test
  void doesNotTakeOneSettingForAnother() {
    String body = "{\"model\":\"m\",\"%s\":\"low\",\"messages\":[" + message("user", LONG) + "]}";

    assertThat(
            shared(
                chain(body.formatted("cache_salt"), ApiKind.CHAT),
                chain(body.formatted("reasoning_effort"), ApiKind.CHAT)))
        .isZero();
  }

  @Test
  void looksThroughTheOrderOfMembersAndTheBlanksBetweenThem() {
    String plain =
        "{\"model\":\"m\",\"tools\":[1],\"messages\":["
            + message("user", LONG)
            + ",{\"role\":\"x\"}]}";
    String other =
        "{ \"messages\" : [ {\"content\" : \"%s\" , \"role\" :\n\"user\"} , {\"role\": \"x\"} ] ,"
                .formatted(LONG)
            + " \"temperature\": 1, \"tools\" : [1], \"model\" : \"m\" }";

    assertThat(chain(other, ApiKind.CHAT).hashes()).isEqualTo(chain(plain, ApiKind.CHAT).hashes());
  }

  @Test
  void looksThroughAMarkThatWandersToTheLastMessage() {
    String first = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"%s}]}";
    String marked = first.formatted(LONG, ",\"cache_control\":{\"type\":\"ephemeral\"}");
    String plain = first.formatted(LONG, "");

    assertThat(
            shared(
                chain(chat(marked), ApiKind.MESSAGES),
                chain(chat(plain + "," + message("assistant", LONG)), ApiKind.MESSAGES)))
        .isEqualTo(chain(chat(marked), ApiKind.MESSAGES).length());
    assertThat(chain(chat(message("user", LONG)), ApiKind.MESSAGES).hashes())
        .isEqualTo(chain(chat(plain), ApiKind.MESSAGES).hashes());
  }

  @Test
  void neverTakesOneSplitOfATextForAnother() {
    var bodies =
        List.of(
            chat(message("user", LONG + LONG)),
            chat(message("user", LONG) + "," + message("user", LONG)),
            chat(message("user", LONG + "a") + "," + message("user", LONG.substring(1))),
            chat(message("user", LONG) + "," + message("assistant", LONG)),
            chat(message("user", "") + "," + message("", LONG + LONG)),
            chat(message("user" + LONG, LONG)));

    var chains = bodies.stream().map(body -> chain(body, ApiKind.CHAT)).toList();

    for (int i = 0; i < chains.size(); i++) {
      for (int j = 0; j < i; j++) {
        PrefixChain a = chains.get(i);
        PrefixChain b = chains.get(j);
        assertThat(shared(a, b)).isLessThan(Math.min(a.length(), b.length()));
      }
    }
  }

  @Test
  void readsAnImageAtBothEndsAndByItsLength() {
    String image = "{\"role\":\"user\",\"content\":[{\"image_url\":{\"url\":\"%s\"}},\"%s\"]}";
    String data = text('A', 100_000);
    PrefixChain chain = chain(chat(image.formatted(data, LONG)), ApiKind.CHAT);

    assertThat(chain.length()).isEqualTo(3);
    for (String other : List.of("B" + data.substring(1), data.substring(1) + "B", data + "A")) {
      assertThat(shared(chain, chain(chat(image.formatted(other, LONG)), ApiKind.CHAT))).isZero();
    }
  }

  @Test
  void endsBehindTooManyImages() {
    String many = "{\"image_url\":1},".repeat(PromptBlocks.MEDIA_MAX + 1);
    String body =
        chat("{\"role\":\"user\",\"content\":[%s\"%s\"]}".formatted(many, text('a', 100_000)));

    assertThat(chain(body, ApiKind.CHAT).length()).isLessThan(20).isPositive();
  }

  @Test
  void takesTokensForWhatTheyAre() {
    String tokens =
        IntStream.range(0, 300).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String body = "{\"model\":\"m\",\"prompt\":[%s]}";
    PrefixChain chain = chain(body.formatted(tokens), ApiKind.COMPLETIONS);

    assertThat(chain.length()).isEqualTo(2);
    assertThat(chain(body.formatted(tokens.replace(",", ", ")), ApiKind.COMPLETIONS).hashes())
        .isEqualTo(chain.hashes());
    assertThat(chain(body.formatted("[" + tokens + "],[1]"), ApiKind.COMPLETIONS).hashes())
        .isEqualTo(chain.hashes());
    assertThat(shared(chain, chain(body.formatted(tokens + ",7,7"), ApiKind.COMPLETIONS)))
        .isEqualTo(2);
  }

  @Test
  void followsTheFirstOfSeveralPrompts() {
    assertThat(
            chain(
                    "{\"model\":\"m\",\"prompt\":[\"%s\",\"b\"]}".formatted(LONG),
                    ApiKind.COMPLETIONS)
                .hashes())
        .isEqualTo(
            chain("{\"model\":\"m\",\"prompt\":\"%s\"}".formatted(LONG), ApiKind.COMPLETIONS)
                .hashes())
        .isNotEmpty();
  }

  @Test
  void keepsATextApartFromAConversation() {
    String body = "{\"model\":\"m\",\"prompt\":\"%s\"}".formatted(LONG);

    assertThat(shared(chain(body, ApiKind.COMPLETIONS), chain(body, ApiKind.CHAT))).isZero();
  }

  @Test
  void beginsAResponseWithItsInstructions() {
    String body = "{\"model\":\"m\",\"instructions\":\"%s\",\"input\":\"%s\"%s}";
    PrefixChain chain = chain(body.formatted(LONG, "a", ""), ApiKind.RESPONSES);

    assertThat(chain.length()).isEqualTo(3);
    assertThat(shared(chain, chain(body.formatted(LONG, "b", ""), ApiKind.RESPONSES))).isEqualTo(3);
    assertThat(
            chain(body.formatted(LONG, "a", ",\"previous_response_id\":\"r\""), ApiKind.RESPONSES))
        .isSameAs(PrefixChain.EMPTY);
  }

  @ParameterizedTest
  @EnumSource(
      value = ApiKind.class,
      names = {"EMBEDDINGS", "COUNT_TOKENS", "RERANK", "SCORE", "TOKENIZE"})
  void hasNothingToSayOfKindsThatReuseNothing(ApiKind kind) {
    String body =
        "{\"model\":\"m\",\"input\":\"%1$s\",\"prompt\":\"%1$s\",\"query\":\"%1$s\",\"messages\":[%2$s]}"
            .formatted(LONG, message("user", LONG));

    assertThat(chain(body, kind)).isSameAs(PrefixChain.EMPTY);
  }
}
