package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ApiError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form with files once, in place, and keeps only what a router needs.
 *
 * <p>Strict where it decides, as {@link BodyInspector} is: no deciding field twice, none as a file,
 * values in UTF-8. Files pass unread but for the search for the boundary.
 */
public final class MultipartInspector {
  private static final int VALUE_BYTES_MAX = 64 * 1024;

  private enum Field {
    MODEL,
    STREAM,
    MAX_COMPLETION_TOKENS,
    PROMPT,
    PROMPT_CACHE_KEY,
    SESSION_ID,
    USER;

    static @Nullable Field named(String name) {
      for (Field field : values()) {
        if (field.key().equals(name)) {
          return field;
        }
      }
      return null;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final byte[] body;
  private final ApiKind kind;
  private final Faults faults = new Faults();
  private final Map<Field, String> values = new EnumMap<>(Field.class);
  private ByteRange modelValue = new ByteRange(0, 0);

  private MultipartInspector(byte[] body, ApiKind kind) {
    this.body = body;
    this.kind = kind;
  }

  /**
   * Reads a body of the given kind.
   *
   * @param contentType the request's content type, which names the boundary
   */
  public static Inspection inspect(byte[] body, @Nullable String contentType, ApiKind kind) {
    HeaderValue type = contentType == null ? null : HeaderValue.parse(contentType);
    String boundary = type == null ? null : type.parameters().get("boundary");
    if (type == null || boundary == null || !type.value().equals("multipart/form-data")) {
      return new Inspection.Refused(ApiError.notMultipart());
    }
    if (!type.parameters().getOrDefault("charset", "utf-8").equalsIgnoreCase("utf-8")) {
      return refused(null, "A form's charset must be UTF-8.");
    }
    FormWalk walk = FormWalk.over(body, boundary);
    return walk == null
        ? refused(null, "The boundary in the content type is not valid.")
        : new MultipartInspector(body, kind).read(walk);
  }

  private Inspection read(FormWalk walk) {
    while (walk.next()) {
      Field field = Field.named(walk.head().name());
      if (field != null) {
        read(field, walk.head(), walk.value());
      }
    }
    if (walk.problem() != null) {
      return refused(null, "The request body is not a valid form: " + walk.problem() + ".");
    }
    boolean stream = flag(values.getOrDefault(Field.STREAM, "false"));
    if (faults.first() != null) {
      return new Inspection.Refused(faults.first());
    }
    String model = values.get(Field.MODEL);
    return model == null
        ? refused(Field.MODEL.key(), "'model' is missing.")
        : new Inspection.Routable(facts(model, stream));
  }

  private void read(Field field, PartHead head, ByteRange at) {
    String value = head.file() ? null : text(at);
    if (value == null) {
      faults.add(field.key(), "must be a plain field in UTF-8, not a file, and not too long");
    } else if (values.put(field, value) != null) {
      faults.add(field.key(), "stands twice in the request body");
    } else if (field == Field.MODEL) {
      modelValue = at;
      if (at.to() - at.from() > BodyReader.MODEL_BYTES_MAX) {
        faults.add(field.key(), "is longer than " + BodyReader.MODEL_BYTES_MAX + " bytes");
      }
    }
  }

  private RequestFacts facts(String model, boolean stream) {
    String prompt = values.getOrDefault(Field.PROMPT, "");
    String cacheKey = key(Field.PROMPT_CACHE_KEY);
    return new RequestFacts(
        model,
        modelValue,
        true,
        stream && kind.streams(),
        true,
        null,
        null,
        1,
        tokens(values.getOrDefault(Field.MAX_COMPLETION_TOKENS, "")),
        prompt.getBytes(StandardCharsets.UTF_8).length / 4,
        cacheKey != null ? cacheKey : key(Field.SESSION_ID),
        key(Field.USER),
        List.of(),
        ResponseFacts.NONE,
        null,
        PromptParts.NONE);
  }

  /** A boolean, in all the ways engines read one in a form. */
  private boolean flag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "on", "t", "yes", "y" -> true;
      case "false", "0", "off", "f", "no", "n" -> false;
      default -> {
        faults.add(Field.STREAM.key(), "must be 'true' or 'false'");
        yield false;
      }
    };
  }

  private static int tokens(String value) {
    boolean digits = value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && !value.isEmpty() ? Integer.parseInt(value) : 0;
  }

  private @Nullable String key(Field field) {
    String value = values.get(field);
    return value == null ? null : KeyText.bounded(value);
  }

  /** The text that stands there; null when it is too long or not UTF-8. */
  private @Nullable String text(ByteRange at) {
    int length = at.to() - at.from();
    if (length > VALUE_BYTES_MAX) {
      return null;
    }
    try {
      var bytes = ByteBuffer.wrap(body, at.from(), length);
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static Inspection refused(@Nullable String param, String why) {
    return new Inspection.Refused(ApiError.invalid(param, why));
  }
}
