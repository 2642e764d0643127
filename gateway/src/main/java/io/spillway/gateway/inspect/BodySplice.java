package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forwarded body: the client's bytes, but for two named edits.
 *
 * <ol>
 *   <li>The model's name becomes the one the engine knows.
 *   <li>{@code stream_options.include_usage} becomes true, so that a stream says what it cost.
 * </ol>
 */
public final class BodySplice {
  private static final byte[] TRUE = ascii("true");
  private static final byte[] OPTION = ascii("\"include_usage\":true");
  private static final byte[] OPTIONS = ascii("{\"include_usage\":true}");
  private static final byte[] MEMBER = ascii("\"stream_options\":{\"include_usage\":true},");

  private BodySplice() {}

  /**
   * The body to forward; {@code body} itself when nothing changes.
   *
   * @param facts what inspecting this very body found
   * @param servedModel the model's name at the engine; null to keep the client's
   * @param includeUsage true to have a stream end with its usage
   */
  public static byte[] splice(
      byte[] body, RequestFacts facts, @Nullable String servedModel, boolean includeUsage) {
    List<Splice.Edit> edits = new ArrayList<>(2);
    if (servedModel != null && !servedModel.equals(facts.model()) && namesModel(facts)) {
      edits.add(new Splice.Edit(facts.modelValue(), written(servedModel, facts.form())));
    }
    if (includeUsage && facts.stream() && !facts.usageAsked()) {
      edits.add(askForUsage(body, facts));
    }
    return Splice.apply(body, edits);
  }

  /** False for a body that leaves its model to the engine. */
  private static boolean namesModel(RequestFacts facts) {
    return facts.form() || facts.modelValue().to() > facts.modelValue().from();
  }

  private static byte[] written(String model, boolean form) {
    return form ? model.getBytes(StandardCharsets.UTF_8) : JsonText.quoted(model);
  }

  private static Splice.Edit askForUsage(byte[] body, RequestFacts facts) {
    ByteRange options = facts.streamOptions();
    if (options == null) {
      return Splice.Edit.insert(afterBrace(body, 0), MEMBER);
    }
    if (facts.includeUsage() != null) {
      return new Splice.Edit(facts.includeUsage(), TRUE);
    }
    if (body[options.from()] == 'n') {
      return new Splice.Edit(options, OPTIONS);
    }
    int inside = afterBrace(body, options.from());
    boolean empty = firstByte(body, inside) == options.to() - 1;
    return Splice.Edit.insert(inside, empty ? OPTION : ascii("\"include_usage\":true,"));
  }

  private static int afterBrace(byte[] body, int from) {
    return firstByte(body, from) + 1;
  }

  /** The first byte that is not blank. */
  private static int firstByte(byte[] body, int from) {
    int at = from;
    while (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t') {
      at++;
    }
    return at;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
