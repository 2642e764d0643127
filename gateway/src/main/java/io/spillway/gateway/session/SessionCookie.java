package io.spillway.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own cookie: signed, opaque, bound to a tenant, with an end.
 *
 * <pre>
 * base64url( version 1 | issued, epoch seconds 8 | id 16 | HMAC-SHA-256 32 )
 * </pre>
 *
 * The id's first half is the affinity key that its session was placed by (or random), the second is
 * random. The code covers the tenant's name and everything before it. The bytes fill the base64
 * exactly: there is one spelling of each cookie.
 */
public final class SessionCookie {
  /** The cookie's name. */
  public static final String NAME = "spillway_session";

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte VERSION = 1;
  private static final int ID_FROM = 1 + Long.BYTES;
  private static final int ID_BYTES = 16;
  private static final int CODE_FROM = ID_FROM + ID_BYTES;
  private static final int LENGTH = CODE_FROM + 32;
  private static final int TEXT_LENGTH = LENGTH / 3 * 4;

  /** How far the clocks of two gateways may differ. */
  private static final long SKEW_SECONDS = 60;

  /** Cookies of that name that are tried; a browser sends one. */
  private static final int TRIES_MAX = 4;

  /** Initialised with the key; one for each thread, because none may be shared. */
  private final ThreadLocal<Mac> mac;

  private final long ttlSeconds;
  private final SecureRandom random = new SecureRandom();

  /**
   * A cookie for sessions that live for {@code ttl}.
   *
   * @param secret the same on all gateways that are to agree
   */
  public SessionCookie(byte[] secret, Duration ttl) {
    var purpose = "session cookie".getBytes(StandardCharsets.US_ASCII);
    byte[] key = mac(secret).doFinal(purpose);
    mac = ThreadLocal.withInitial(() -> mac(key));
    ttlSeconds = ttl.toSeconds();
  }

  /**
   * The value of a {@code Set-Cookie} header.
   *
   * @param session the session to carry on; null to begin a new one
   * @param secure true when the request came over TLS
   */
  public String issue(
      String tenant, @Nullable SessionKey session, boolean secure, long nowEpochSeconds) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    var cookie = ByteBuffer.allocate(LENGTH);
    cookie.put(VERSION).putLong(nowEpochSeconds).put(id);
    if (session != null) {
      cookie.putLong(ID_FROM, session.affinityKey());
    }
    cookie.put(code(tenant, cookie.array()));
    return NAME
        + "="
        + Base64.getUrlEncoder().encodeToString(cookie.array())
        + "; Max-Age="
        + ttlSeconds
        + "; Path=/; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  /**
   * The id within a {@code Cookie} header, 32 hexadecimal digits; null when no cookie there is one
   * of ours, of this tenant and of this time.
   */
  public @Nullable String verify(
      String tenant, @Nullable String cookieHeader, long nowEpochSeconds) {
    byte[] cookie = find(tenant, cookieHeader, nowEpochSeconds);
    return cookie == null ? null : HexFormat.of().formatHex(cookie, ID_FROM, CODE_FROM);
  }

  /** The affinity key that a request's cookie carries; null without a valid one. */
  @Nullable Long affinityKey(SessionRequest request, long nowEpochSeconds) {
    byte[] cookie = find(request.tenant(), request.header().apply("cookie"), nowEpochSeconds);
    return cookie == null ? null : ByteBuffer.wrap(cookie).getLong(ID_FROM);
  }

  private byte @Nullable [] find(String tenant, @Nullable String header, long nowEpochSeconds) {
    int tries = 0;
    int from = 0;
    while (header != null && from < header.length() && tries < TRIES_MAX) {
      int semicolon = header.indexOf(';', from);
      int to = semicolon < 0 ? header.length() : semicolon;
      String pair = header.substring(from, to).strip();
      if (pair.startsWith(NAME + "=")) {
        byte[] cookie = decode(pair.substring(NAME.length() + 1));
        if (cookie != null && valid(tenant, cookie, nowEpochSeconds)) {
          return cookie;
        }
        tries++;
      }
      from = to + 1;
    }
    return null;
  }

  private boolean valid(String tenant, byte[] cookie, long nowEpochSeconds) {
    byte[] code = code(tenant, cookie);
    if (!MessageDigest.isEqual(code, Arrays.copyOfRange(cookie, CODE_FROM, LENGTH))) {
      return false;
    }
    long issued = ByteBuffer.wrap(cookie).getLong(1);
    return cookie[0] == VERSION
        && issued <= nowEpochSeconds + SKEW_SECONDS
        && nowEpochSeconds < issued + ttlSeconds;
  }

  private byte[] code(String tenant, byte[] cookie) {
    Mac code = mac.get();
    code.update(cookie, 0, CODE_FROM);
    code.update(tenant.getBytes(StandardCharsets.UTF_8));
    return code.doFinal();
  }

  private static byte @Nullable [] decode(String text) {
    if (text.length() != TEXT_LENGTH) {
      return null;
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Mac mac(byte[] key) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
