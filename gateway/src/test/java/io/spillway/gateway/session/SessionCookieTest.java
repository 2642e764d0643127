package io.spillway.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.SessionSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionCookieTest {
  private static final long NOW = 1_800_000_000L;
  private static final byte[] SECRET = "secret of the cluster".getBytes(UTF_8);

  private final SessionCookie cookie = new SessionCookie(SECRET, Duration.ofHours(1));

  @Test
  void isKnownToEveryGatewayWithTheSecret() {
    String issued = pair(cookie.issue("clinic", null, false, NOW));

    var id = new SessionCookie(SECRET, Duration.ofHours(1)).verify("clinic", issued, NOW + 10);

    assertThat(id).matches("[0-9a-f]{32}").isEqualTo(cookie.verify("clinic", issued, NOW));
  }

  @Test
  void carriesTheKeyOfItsSession() {
    var session = new SessionKey(0x0123456789abcdefL, SessionSource.CONVERSATION);

    String issued = pair(cookie.issue("clinic", session, false, NOW));

    assertThat(cookie.verify("clinic", issued, NOW)).startsWith("0123456789abcdef");
  }

  @Test
  void isNeverTheSameTwice() {
    assertThat(cookie.issue("clinic", null, false, NOW))
        .isNotEqualTo(cookie.issue("clinic", null, false, NOW));
  }

  @Test
  void hasTheAttributesOfASessionCookie() {
    assertThat(cookie.issue("clinic", null, true, NOW))
        .matches(
            "spillway_session=[A-Za-z0-9_-]{76}; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure");
    assertThat(cookie.issue("clinic", null, false, NOW)).doesNotContain("Secure");
  }

  @Test
  void isAbsentWhenAnyCharacterIsChanged() {
    String issued = pair(cookie.issue("clinic", null, false, NOW));

    for (int at = SessionCookie.NAME.length() + 1; at < issued.length(); at++) {
      for (char other : new char[] {'A', 'B', 'w', '_', '=', 'ä', ' '}) {
        if (issued.charAt(at) != other) {
          String forged = issued.substring(0, at) + other + issued.substring(at + 1);

          assertThat(cookie.verify("clinic", forged, NOW)).as(forged).isNull();
        }
      }
    }
  }

  @Test
  void isAbsentForAnotherTenantAnotherSecretOrAnotherTime() {
    String issued = pair(cookie.issue("clinic", null, false, NOW));
    var foreign = new SessionCookie("other".getBytes(UTF_8), Duration.ofHours(1));

    assertThat(cookie.verify("bank", issued, NOW)).isNull();
    assertThat(cookie.verify("", issued, NOW)).isNull();
    assertThat(foreign.verify("clinic", issued, NOW)).isNull();
    assertThat(cookie.verify("clinic", issued, NOW + 3599)).isNotNull();
    assertThat(cookie.verify("clinic", issued, NOW + 3600)).isNull();
    assertThat(cookie.verify("clinic", issued, NOW - 61)).isNull();
  }

  @Test
  void isFoundAmongOtherCookies() {
    String issued = pair(cookie.issue("clinic", null, false, NOW));

    assertThat(cookie.verify("clinic", "a=b;  " + issued + " ; c", NOW)).isNotNull();
    assertThat(cookie.verify("clinic", "spillway_session=stale; " + issued, NOW)).isNotNull();
    assertThat(cookie.verify("clinic", "x" + issued, NOW)).isNull();
    assertThat(cookie.verify("clinic", ";;=;", NOW)).isNull();
    assertThat(cookie.verify("clinic", null, NOW)).isNull();
  }

  static String pair(String setCookie) {
    return setCookie.substring(0, setCookie.indexOf(';'));
  }
}
