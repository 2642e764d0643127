package io.spillway.gateway.session;

import io.spillway.gateway.config.SessionConfig;
import io.spillway.gateway.config.SessionSource;
import io.spillway.gateway.inspect.ByteRange;
import io.spillway.router.KeyedHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the session key of a request: the first of the configured places that has one. */
public final class SessionKeys {
  /** Headers that name a session, in the order in which they are asked for. */
  static final List<String> HEADERS =
      List.of(
          "x-session-id",
          "x-session-affinity",
          "x-claude-code-session-id",
          "x-litellm-session-id",
          "x-litellm-trace-id",
          "x-bf-session-id",
          "x-portkey-trace-id",
          "x-agent-session",
          "x-openclaw-session-key",
          "x-smg-routing-key");

  /**
   * A part of a conversation's head that is longer is hashed at both ends only. Two conversations
   * that differ in the middle alone then share a pod, which costs nothing but balance.
   */
  private static final int PART_BYTES_MAX = 8 * 1024;

  private final SessionConfig config;
  private final SessionCookie cookie;
  private final KeyedHash values;
  private final KeyedHash keys;

  /**
   * Finds keys for one model.
   *
   * @param secret the same on all gateways that are to agree
   * @param config where to look
   */
  public SessionKeys(byte[] secret, SessionConfig config) {
    this.config = config;
    cookie = new SessionCookie(secret, config.ttl());
    values = KeyedHash.from(secret, "session value");
    keys = KeyedHash.from(secret, "session affinity");
  }

  /** The session a request belongs to; null when it names none. */
  public @Nullable SessionKey find(SessionRequest request, long nowEpochSeconds) {
    for (SessionSource source : config.from()) {
      if (source == SessionSource.COOKIE) {
        Long key = cookie.affinityKey(request, nowEpochSeconds);
        if (key != null) {
          return new SessionKey(key, source);
        }
        continue;
      }
      byte[] value = value(request, source);
      if (value.length > 0) {
        return new SessionKey(affinityKey(request, source, value), source);
      }
    }
    return null;
  }

  /**
   * The cookie to send with the answer to a request that has {@code key}; null when it needs none.
   *
   * <p>A client that names its session itself, by a header or in the body, gets none. All others
   * do: it carries on the key that this request was placed by, so that the next one goes to the
   * same place, and one that came by cookie has its time extended.
   *
   * @param secure true when the request came over TLS
   */
  public @Nullable String cookie(
      String tenant, @Nullable SessionKey key, boolean secure, long nowEpochSeconds) {
    if (!config.from().contains(SessionSource.COOKIE)
        || (key != null
            && (key.source() == SessionSource.HEADER
                || key.source() == SessionSource.PROMPT_CACHE_KEY))) {
      return null;
    }
    return cookie.issue(tenant, key, secure, nowEpochSeconds);
  }

  /** What stands in one place; empty when nothing does. */
  private byte[] value(SessionRequest request, SessionSource source) {
    return switch (source) {
      case HEADER -> utf8(header(request));
      case COOKIE -> throw new IllegalArgumentException("a cookie carries its key");
      case PROMPT_CACHE_KEY -> utf8(request.facts().cacheKey());
      case CONVERSATION -> conversation(request);
      case USER -> utf8(request.facts().user());
      case CLIENT_IP -> utf8(request.clientAddress().get());
    };
  }

  private static @Nullable String header(SessionRequest request) {
    for (String name : HEADERS) {
      String value = request.header().apply(name);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return null;
  }

  /** The hashes of the parts that stay the same over a conversation. */
  private byte[] conversation(SessionRequest request) {
    List<ByteRange> head = request.facts().conversationHead();
    var hashes = ByteBuffer.allocate(head.size() * 3 * Long.BYTES);
    for (ByteRange part : head) {
      int length = part.to() - part.from();
      int each = Math.min(length, PART_BYTES_MAX / 2);
      int last = length <= PART_BYTES_MAX ? length - each : each;
      hashes.putLong(length);
      hashes.putLong(values.hash(request.body(), part.from(), each));
      hashes.putLong(values.hash(request.body(), part.to() - last, last));
    }
    return hashes.array();
  }

  private long affinityKey(SessionRequest request, SessionSource source, byte[] value) {
    byte[] tenant = utf8(request.tenant());
    byte[] model = utf8(request.model());
    byte[] label = utf8(source.label());
    var all =
        ByteBuffer.allocate(
            3 * Integer.BYTES + tenant.length + model.length + label.length + Long.BYTES);
    for (byte[] part : List.of(tenant, model, label)) {
      all.putInt(part.length).put(part);
    }
    all.putLong(values.hash(value, 0, value.length));
    return keys.hash(all.array(), 0, all.capacity());
  }

  private static byte[] utf8(@Nullable String text) {
    return text == null ? new byte[0] : text.strip().getBytes(StandardCharsets.UTF_8);
  }
}
