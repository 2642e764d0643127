package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;

/**
 * What a body becomes that asks another endpoint to go on with an answer that broke off.
 *
 * <p>The bytes of the body stay, but for three named edits: what was said is appended to {@code
 * messages}, the bounds on tokens are lowered by what was spent, and the engine's flags are added.
 */
public sealed interface ContinuedBody {
  /** It can be sent. Never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  record Ready(byte[] bytes) implements ContinuedBody {}

  /** Its bound on tokens is reached: the answer is whole. */
  record Spent() implements ContinuedBody {}

  /** It asks for something that cannot be taken up in the middle. */
  record Impossible() implements ContinuedBody {}

  /**
   * What was said, and how an engine is told to go on. Never compared.
   *
   * @param quotedText the text so far, a JSON string, quotes included
   * @param tokens what it took of the bound on tokens
   * @param flags members for the engine, each followed by a comma
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Said(byte[] quotedText, int tokens, String flags) {
    /** The text itself. */
    public String text() {
      var cursor = new JsonCursor().over(quotedText, 0, quotedText.length);
      cursor.skip();
      return cursor.text();
    }
  }

  /** The body that goes on with what the answer to {@code body}, a valid chat, has said. */
  static ContinuedBody of(byte[] body, Said said) {
    var reader = new ContinuedBodyReader(new JsonCursor().over(body, 0, body.length), said.text());
    if (!reader.read()) {
      return new Impossible();
    }
    if (reader.tokensMax() > 0 && reader.tokensMax() <= said.tokens()) {
      return new Spent();
    }
    return new Ready(Splice.apply(body, reader.edits(said)));
  }
}
