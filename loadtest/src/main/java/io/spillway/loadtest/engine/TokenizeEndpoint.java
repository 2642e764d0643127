package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.loadtest.engine.model.PrefixChain;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Turns texts into tokens and back, in each engine's words; takes no seat. A token's number is the
 * four bytes it stands for.
 */
final class TokenizeEndpoint {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final EngineOptions options;
  private final Wire wire;

  TokenizeEndpoint(EngineOptions options) {
    this.options = options;
    this.wire = options.behaviour().wire();
  }

  /** Answers with the tokens of a text or, with vLLM, of a chat. */
  void tokenize(Endpoint.Arrived arrived) {
    JsonNode body = arrived.body();
    String field =
        switch (wire.engine()) {
          case LLAMACPP -> "content";
          case TGI -> "inputs";
          case VLLM, SGLANG, TRTLLM -> "prompt";
        };
    boolean chat = wire.engine() == EnginePreset.VLLM && body.path("messages").isArray();
    if (!chat && !body.path(field).isTextual()) {
      refuse(arrived, field);
      return;
    }
    byte[] text = chat ? PromptText.ofChat(body) : PromptText.ofString(body.path(field).asText());
    ArrayNode tokens = numbers(text);
    JsonNode answer =
        switch (wire.engine()) {
          case LLAMACPP -> {
            boolean pieces = body.path("with_pieces").asBoolean(false);
            ObjectNode json = JSON.objectNode();
            yield json.set("tokens", pieces ? pieces(text, "piece") : tokens);
          }
          case TGI -> pieces(text, "text");
          case SGLANG -> counted(tokens);
          case VLLM, TRTLLM -> counted(tokens).putNull("token_strs");
        };
    Answers.json(arrived.http(), 200, answer.toString());
  }

  /** Answers with the text of tokens. */
  void detokenize(Endpoint.Arrived arrived) {
    JsonNode tokens = arrived.body().path("tokens");
    if (!tokens.isArray()) {
      refuse(arrived, "tokens");
      return;
    }
    String field =
        switch (wire.engine()) {
          case LLAMACPP -> "content";
          case SGLANG -> "text";
          case VLLM, TGI, TRTLLM -> "prompt";
        };
    String text = new String(PromptText.ofTokens(tokens), StandardCharsets.UTF_8).stripTrailing();
    Answers.json(arrived.http(), 200, JSON.objectNode().put(field, text).toString());
  }

  private void refuse(Endpoint.Arrived arrived, String field) {
    Answers.error(
        arrived.http(), wire.errors(), EngineError.invalid("Field required: " + field, field));
  }

  private ObjectNode counted(ArrayNode tokens) {
    ObjectNode json = JSON.objectNode().put("count", tokens.size());
    json.put("max_model_len", options.lengthMax());
    return json.set("tokens", tokens);
  }

  private static ArrayNode numbers(byte[] text) {
    ArrayNode tokens = JSON.arrayNode();
    for (int at = 0; at < text.length; at += PrefixChain.TOKEN_BYTES) {
      tokens.add(Integer.toUnsignedLong(ByteBuffer.wrap(text).getInt(at)));
    }
    return tokens;
  }

  /** Tokens with their texts; TGI also says where they stand. */
  private ArrayNode pieces(byte[] text, String field) {
    ArrayNode pieces = JSON.arrayNode();
    ArrayNode numbers = numbers(text);
    for (int index = 0; index < numbers.size(); index++) {
      int at = index * PrefixChain.TOKEN_BYTES;
      ObjectNode token = pieces.addObject();
      token.set("id", numbers.get(index));
      token.put(field, new String(text, at, PrefixChain.TOKEN_BYTES, StandardCharsets.UTF_8));
      if (wire.engine() == EnginePreset.TGI) {
        token.put("start", at).put("stop", at + PrefixChain.TOKEN_BYTES);
      }
    }
    return pieces;
  }
}
