package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.PrefixChain;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The text of the tokens of one request; the same token always has the same text. */
@FunctionalInterface
interface TokenText {
  /** The text of a token, in letters that JSON does not escape. */
  byte[] of(int choice, int index);

  /** The text of the tokens from one to before another. */
  default String of(StreamFormat.Span span) {
    var text = new StringBuilder(8 * Math.max(0, span.to() - span.from()));
    for (int index = span.from(); index < span.to(); index++) {
      text.append(new String(of(span.choice(), index), StandardCharsets.US_ASCII));
    }
    return text.toString();
  }

  /** How tokens are written. */
  enum Style {
    /** Short words, exactly one token each, so that an answer sent back hits the cache. */
    WORDS,
    /** {@code request:index}, so that a lost or doubled token is seen. */
    IDS
  }

  /** The tokens of a request. */
  static TokenText of(Style style, String requestId, long seed) {
    return switch (style) {
      case WORDS -> (choice, index) -> Words.ALL[Words.pick(seed, choice, index)];
      case IDS ->
          (choice, index) -> {
            String place = choice == 0 ? "" : "/" + choice;
            return (requestId + place + ":" + index + " ").getBytes(StandardCharsets.US_ASCII);
          };
    };
  }

  /** A vocabulary of three-letter words, each with the space after it. */
  final class Words {
    private static final byte[][] ALL =
        Stream.of(
                ("the and for you was are but not all any can had her one our out day get has him "
                        + "his how man new now old see two way who boy did its let put say she too "
                        + "use dad mom air ask bed big box car cup cut dog eat end eye far few fly "
                        + "fun ice job key law lay leg lie lot low map may net off oil own pay red "
                        + "run sea sit six sky sun ten tie top try war wet why win yes yet")
                    .split(" "))
            .map(word -> (word + " ").getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    static {
      for (byte[] word : ALL) {
        if (word.length != PrefixChain.TOKEN_BYTES) {
          throw new IllegalStateException("a word is not one token");
        }
      }
    }

    private Words() {}

    private static int pick(long seed, int choice, int index) {
      long mixed = (seed + choice * 0x9E3779B97F4A7C15L + index) * 0xD6E8FEB86659FD93L;
      mixed = (mixed ^ (mixed >>> 32)) * 0x9E3779B97F4A7C15L;
      return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 29), ALL.length);
    }
  }
}
