package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.model.PrefixChain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Renders a request as the text the model would read, in the order a chat template has: tools, then
 * messages. Every piece is padded with spaces to whole tokens, so that an answer that comes back as
 * a message stands exactly where it was produced, its last space trimmed or not.
 */
final class PromptText {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PromptText() {}

  /** The prompt of a chat that is to be answered. */
  static byte[] ofChat(JsonNode body) {
    return ofChat(body, false);
  }

  /** The prompt of a chat; {@code open} if its last message is to be gone on with. */
  static byte[] ofChat(JsonNode body, boolean open) {
    var text = new PromptText();
    for (String shaping : new String[] {"tools", "chat_template_kwargs"}) {
      if (body.hasNonNull(shaping)) {
        text.piece(body.path(shaping).toString());
      }
    }
    for (JsonNode message : body.path("messages")) {
      text.header(message.path("role").asText());
      text.piece(content(message));
    }
    if (!open) {
      text.header("assistant");
    }
    return text.out.toByteArray();
  }

  /** The prompt of one string. */
  static byte[] ofString(String prompt) {
    var text = new PromptText();
    text.piece(prompt);
    return text.out.toByteArray();
  }

  /** The prompt of token numbers. */
  static byte[] ofTokens(JsonNode tokens) {
    var text = new PromptText();
    for (JsonNode token : tokens) {
      int number = token.asInt();
      for (int shift = 24; shift >= 0; shift -= 8) {
        text.out.write(number >>> shift);
      }
    }
    return text.out.toByteArray();
  }

  private static String content(JsonNode message) {
    var content = new StringBuilder();
    JsonNode parts = message.path("content");
    if (parts.isArray()) {
      for (JsonNode part : parts) {
        content.append(part.has("text") ? part.path("text").asText() : part.toString());
      }
    } else if (!parts.isNull()) {
      content.append(parts.asText());
    }
    if (message.hasNonNull("tool_calls")) {
      content.append(message.path("tool_calls"));
    }
    return content.toString();
  }

  private void header(String role) {
    piece("<|" + role + "|>\n");
  }

  private void piece(String piece) {
    out.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
    while (out.size() % PrefixChain.TOKEN_BYTES != 0) {
      out.write(' ');
    }
  }
}
