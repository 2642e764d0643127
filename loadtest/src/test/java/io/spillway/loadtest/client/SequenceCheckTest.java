package io.spillway.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SequenceCheckTest {
  private final SequenceCheck check = new SequenceCheck();

  @Test
  void acceptsTokensInOrderHoweverTheyAreCut() {
    check.feed("req-1:0 req-");
    check.feed("1:1");
    check.feed(" req-1:2 ");

    assertThat(check.fault()).isNull();
    assertThat(check.tokens()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "'a:0 a:2 ', token 2 where 1 was due",
    "'a:0 a:1 a:1 ', token 1 where 2 was due",
    "'a:0 b:1 ', another answer's token after token 0",
    "'a:0 hello ', '''hello'' after token 0'",
    "'a:5 a:6 ', starts at 5",
    "'a:0 a:', the last token is not whole"
  })
  void namesWhatIsWrong(String text, String fault) {
    check.feed(text);

    assertThat(check.fault()).contains(fault);
  }

  @Test
  void leavesOtherTextAlone() {
    check.feed("The ratio is 3:4 and 3:9 ");

    assertThat(check.fault()).isNull();
    assertThat(check.tokens()).isZero();
  }
}
