package io.spillway.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.SessionConfig;
import io.spillway.gateway.config.SessionMode;
import io.spillway.gateway.config.SessionSource;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.BodyInspector;
import io.spillway.gateway.inspect.Inspection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SessionKeysTest {
  private static final long NOW = 1_800_000_000L;
  private static final byte[] SECRET = "secret of the cluster".getBytes(UTF_8);
  private static final String CHAT =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
          + "{\"role\":\"user\",\"content\":\"%s\"}%s]}";

  private final SessionKeys keys = new SessionKeys(SECRET, SessionConfig.DEFAULTS);
  private final Map<String, String> headers = new HashMap<>();
  private String tenant = "clinic";
  private String model = "qwen";
  private String body = CHAT.formatted("hi", "");

  @Test
  void takesTheFirstPlaceThatHasAKey() {
    assertThat(source()).isEqualTo(SessionSource.CONVERSATION);
    body = body.replaceFirst("\\{", "{\"prompt_cache_key\":\"k\",");
    assertThat(source()).isEqualTo(SessionSource.PROMPT_CACHE_KEY);
    headers.put("cookie", SessionCookieTest.pair(keys.cookie(tenant, null, false, NOW)));
    assertThat(source()).isEqualTo(SessionSource.COOKIE);
    headers.put("x-litellm-session-id", "l");
    assertThat(source()).isEqualTo(SessionSource.HEADER);
  }

  @Test
  void fallsBackToUserAndThenToTheAddress() {
    body = "{\"model\":\"m\",\"user\":\"u\"}";
    assertThat(source()).isEqualTo(SessionSource.USER);

    body = "{\"model\":\"m\"}";

    assertThat(source()).isEqualTo(SessionSource.CLIENT_IP);
  }

  @Test
  void findsNothingWhereItMayNotLook() {
    var headerOnly =
        new SessionConfig(List.of(SessionSource.HEADER), SessionMode.PREFER, Duration.ofHours(1));

    assertThat(new SessionKeys(SECRET, headerOnly).find(request(), NOW)).isNull();
    assertThat(new SessionKeys(SECRET, headerOnly).cookie(tenant, null, false, NOW)).isNull();
  }

  @Test
  void followsTheConfiguredOrder() {
    headers.put("x-session-id", "s");
    var conversationFirst =
        new SessionConfig(
            List.of(SessionSource.CONVERSATION, SessionSource.HEADER),
            SessionMode.PREFER,
            Duration.ofHours(1));

    var key = new SessionKeys(SECRET, conversationFirst).find(request(), NOW);

    assertThat(key.source()).isEqualTo(SessionSource.CONVERSATION);
  }

  @Test
  void knowsEveryAliasAndPrefersItsOwn() {
    for (String header : SessionKeys.HEADERS) {
      headers.clear();
      headers.put(header, "value of " + header);
      assertThat(source()).as(header).isEqualTo(SessionSource.HEADER);
    }
    long alias = key();
    headers.put("x-session-id", "own");

    assertThat(key()).isNotEqualTo(alias);
  }

  @Test
  void ignoresBlankHeaders() {
    headers.put("x-session-id", "  ");

    assertThat(source()).isEqualTo(SessionSource.CONVERSATION);
  }

  @Test
  void keepsAConversationWhileItGrows() {
    long first = key();

    body = CHAT.formatted("hi", ",{\"role\":\"assistant\",\"content\":\"x\"}");
    assertThat(key()).isEqualTo(first);
    body = CHAT.formatted("hello", "");

    assertThat(key()).isNotEqualTo(first);
  }

  @Test
  void tellsLongConversationsApartByBothEndsAndLength() {
    String middle = "x".repeat(100_000);
    body = CHAT.formatted("a" + middle + "b", "");
    long first = key();

    body = CHAT.formatted("a" + middle + "c", "");
    assertThat(key()).isNotEqualTo(first);
    body = CHAT.formatted("a" + middle + "xb", "");
    assertThat(key()).isNotEqualTo(first);
  }

  @Test
  void neverSharesAKeyAcrossTenantsModelsSourcesOrSecrets() {
    headers.put("x-session-id", "same");
    long first = key();

    tenant = "bank";
    assertThat(key()).isNotEqualTo(first);
    tenant = "clinicq";
    model = "wen";
    assertThat(key()).isNotEqualTo(first);
    tenant = "clinic";
    model = "other";
    assertThat(key()).isNotEqualTo(first);
    model = "qwen";
    assertThat(new SessionKeys("x".getBytes(UTF_8), SessionConfig.DEFAULTS).find(request(), NOW))
        .isNotEqualTo(new SessionKey(first, SessionSource.HEADER));
    headers.clear();
    body = "{\"model\":\"m\",\"user\":\"same\"}";
    assertThat(key()).isNotEqualTo(first);
  }

  @Test
  void agreesWithEveryGatewayThatHasTheSecret() {
    assertThat(new SessionKeys(SECRET, SessionConfig.DEFAULTS).find(request(), NOW))
        .isEqualTo(keys.find(request(), NOW));
  }

  @Test
  void carriesASessionOnByCookieToTheSamePlace() {
    var first = keys.find(request(), NOW);
    headers.put("cookie", SessionCookieTest.pair(keys.cookie(tenant, first, false, NOW)));
    body = CHAT.formatted("another conversation", "");

    var second = keys.find(request(), NOW + 60);

    assertThat(second).isEqualTo(new SessionKey(first.affinityKey(), SessionSource.COOKIE));
    assertThat(keys.cookie(tenant, second, false, NOW + 60)).isNotNull();
  }

  @Test
  void givesNoCookieToClientsThatNameTheirSession() {
    assertThat(keys.cookie(tenant, new SessionKey(1, SessionSource.HEADER), false, NOW)).isNull();
    assertThat(keys.cookie(tenant, new SessionKey(1, SessionSource.PROMPT_CACHE_KEY), false, NOW))
        .isNull();
    assertThat(keys.cookie(tenant, null, false, NOW)).isNotNull();
  }

  @Test
  void takesAForgedCookieForNone() {
    headers.put("cookie", "spillway_session=" + "A".repeat(76));

    assertThat(source()).isEqualTo(SessionSource.CONVERSATION);
  }

  private SessionSource source() {
    return keys.find(request(), NOW).source();
  }

  private long key() {
    return keys.find(request(), NOW).affinityKey();
  }

  private SessionRequest request() {
    byte[] bytes = body.getBytes(UTF_8);
    var facts = ((Inspection.Routable) BodyInspector.inspect(bytes, ApiKind.CHAT)).facts();
    return new SessionRequest(tenant, model, headers::get, bytes, facts, () -> "10.1.2.3");
  }
}
