package io.spillway.gateway.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Random JSON, with strings that try to look like structure, written in many ways. */
public final class RandomJson {
  public static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> STRINGS =
      List.of(
          "",
          " ",
          "a",
          "Paris",
          "user",
          "stop",
          "abort",
          "error",
          "\"",
          "\\",
          "\\\"",
          "\",\"finish_reason\":\"stop\",\"x\":\"",
          "\"content\":\"x\"",
          "{\"error\":{\"message\":\"no\"}}",
          "\"error\":null",
          "\n\ndata: [DONE]\n\n",
          "[DONE]",
          "äöü€😀",
          "\u0000\u0001\u001f\u007f\u2028",
          "}],\"usage\":{}",
          "12345678\"",
          "1234567\\",
          "123456ä",
          "x".repeat(100));
  private static final List<String> BLANKS = List.of("", "", "", " ", "\t", "\r\n", "\n  ");

  private final Random random;

  public RandomJson(Random random) {
    this.random = random;
  }

  public static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, 200);
  }

  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  public final <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }

  public String string() {
    String text = STRINGS.get(random.nextInt(STRINGS.size()));
    return chance(30) ? text + STRINGS.get(random.nextInt(STRINGS.size())) : text;
  }

  public JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextInt(200) - 20);
      case 3 -> NODES.numberNode(new BigInteger(random.nextInt(200) + 1, random));
      case 4 -> NODES.numberNode(new BigDecimal("-1.000000000000000005"));
      case 5, 6 -> NODES.textNode(string());
      case 7 -> array(depth);
      default -> object(depth);
    };
  }

  private ArrayNode array(int depth) {
    ArrayNode array = NODES.arrayNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      array.add(value(depth - 1));
    }
    return array;
  }

  private ObjectNode object(int depth) {
    ObjectNode object = NODES.objectNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.set(
          one("role", "content", "model", "error", "text", "image_url", "file", string()),
          value(depth - 1));
    }
    return object;
  }

  /** One of many spellings of a value. */
  public byte[] write(JsonNode value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write(JsonNode value, StringBuilder out) {
    out.append(blank());
    if (value.isObject()) {
      out.append('{');
      String comma = "";
      for (var member : value.properties()) {
        out.append(comma).append(blank());
        write(member.getKey(), out);
        out.append(blank()).append(':');
        write(member.getValue(), out);
        comma = ",";
      }
      out.append(blank()).append('}');
    } else if (value.isArray()) {
      out.append('[');
      String comma = "";
      for (JsonNode element : value) {
        out.append(comma);
        write(element, out);
        comma = ",";
      }
      out.append(blank()).append(']');
    } else if (value.isTextual()) {
      write(value.textValue(), out);
    } else {
      out.append(value);
    }
    out.append(blank());
  }

  private void write(String text, StringBuilder out) {
    boolean escapeAll = chance(10);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || escapeAll || (Character.isSurrogate(c) && text.length() % 2 == 0)) {
        out.append(String.format(chance(50) ? "\\u%04x" : "\\u%04X", (int) c));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private String blank() {
    return BLANKS.get(random.nextInt(BLANKS.size()));
  }

  /** A damaged copy. */
  public byte[] mutate(byte[] bytes) {
    byte[] result = bytes.clone();
    for (int edits = 1 + random.nextInt(3); edits > 0 && result.length > 0; edits--) {
      int at = random.nextInt(result.length);
      int to = Math.min(result.length, at + random.nextInt(4));
      byte[] with =
          one("", "\"", "\\", "{", "]", ",", ":", "0", "-", "e", "null", "\n", "ä", "\0")
              .getBytes(StandardCharsets.UTF_8);
      if (chance(20)) {
        with = new byte[] {(byte) random.nextInt(256)};
      }
      byte[] next = new byte[result.length - (to - at) + with.length];
      System.arraycopy(result, 0, next, 0, at);
      System.arraycopy(with, 0, next, at, with.length);
      System.arraycopy(result, to, next, at + with.length, result.length - to);
      result = next;
    }
    return result;
  }
}
