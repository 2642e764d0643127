package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.error.ApiError;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DeathsTest {
  private static final ApiError ERROR = ApiError.badGateway("x");

  private final Deaths deaths = new Deaths();

  @Test
  void twoLostConnectionsAreTooMany() {
    deaths.ended(new AttemptEnd.Died(ERROR));
    assertThat(deaths.tooMany()).isFalse();
    assertThat(deaths.errorAfter(new AttemptEnd.Died(ERROR))).isEqualTo(ERROR);

    deaths.ended(new AttemptEnd.Failed(ERROR));
    deaths.ended(new AttemptEnd.Died(ERROR));

    assertThat(deaths.tooMany()).isTrue();
    assertThat(deaths.errorAfter(new AttemptEnd.Died(ERROR)).code()).isEqualTo("endpoints_died");
  }

  @Test
  void aStreamThatWasLostCountsLikeARequest() {
    deaths.broke(StreamBreak.LOST);
    assertThat(deaths.tooMany()).isFalse();

    deaths.ended(new AttemptEnd.Died(ERROR));

    assertThat(deaths.tooMany()).isTrue();
  }

  @Test
  void aStreamThatBrokeInAnotherWayIsNoDeath() {
    for (StreamBreak by : StreamBreak.values()) {
      if (by != StreamBreak.LOST) {
        deaths.broke(by);
      }
    }

    assertThat(deaths.tooMany()).isFalse();
  }

  @Test
  void whatAnEndpointAnsweredIsNoDeath() {
    for (int i = 0; i < 5; i++) {
      deaths.ended(new AttemptEnd.Failed(ERROR));
      deaths.ended(new AttemptEnd.Restarted(ERROR));
      deaths.ended(new AttemptEnd.Refused(ERROR, 1));
      deaths.ended(new AttemptEnd.Unreachable(ERROR));
    }

    assertThat(deaths.tooMany()).isFalse();
  }

  @Test
  void aReusedConnectionWasNotStaleWhenItsEndpointIsGoneThen() {
    for (int i = 0; i < 2; i++) {
      deaths.stale();
      deaths.ended(new AttemptEnd.Unreachable(ERROR));
    }

    assertThat(deaths.tooMany()).isTrue();
  }

  @Test
  void aStaleConnectionOfOneEndpointSaysNothingOfTheNext() {
    deaths.stale();
    deaths.ended(new AttemptEnd.Refused(ERROR, 1));
    deaths.ended(new AttemptEnd.Unreachable(ERROR));
    deaths.ended(new AttemptEnd.Died(ERROR));

    assertThat(deaths.tooMany()).isFalse();
  }

  @Test
  void onlyALostConnectionIsADeath() {
    assertThat(Deaths.end(new HttpClosedException("x"), ERROR)).isInstanceOf(AttemptEnd.Died.class);
    assertThat(Deaths.end(new IOException("reset"), ERROR)).isInstanceOf(AttemptEnd.Died.class);
    assertThat(Deaths.end(new IllegalArgumentException("no HTTP"), ERROR))
        .isInstanceOf(AttemptEnd.Failed.class);
  }
}
