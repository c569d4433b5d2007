package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseSettingsTest {
  @Test
  void whatIsConfiguredIsWhatCounts() {
    var window = Duration.ofSeconds(20);
    var longest = Duration.ofMinutes(2);
    var halfLife = Duration.ofMinutes(30);
    assertThat(new LeaseSettingsConfig(1, window, 1, longest, halfLife, 0.5).settings())
        .isEqualTo(new LeaseSettings(1, window, 1, longest, halfLife, 0.5));
  }

  @ParameterizedTest
  @CsvSource({
    "0,    PT15S, 10, PT5M,  PT5M,  1000, mass.expiry.share must be above 0 and at most 1",
    "1.1,  PT15S, 10, PT5M,  PT5M,  1000, mass.expiry.share must be above 0 and at most 1",
    "NaN,  PT15S, 10, PT5M,  PT5M,  1000, mass.expiry.share must be above 0 and at most 1",
    "0.2,  PT0S,  10, PT5M,  PT5M,  1000, mass.expiry.window must be from PT1S to PT24H",
    "0.2,  PT25H, 10, PT5M,  PT5M,  1000, mass.expiry.window must be from PT1S to PT24H",
    "0.2,  PT15S, 0,  PT5M,  PT5M,  1000, mass.expiry.minimum must be at least 1",
    "0.2,  PT15S, 10, -PT5M, PT5M,  1000, mass.expiry.longest must be from PT1S to PT24H",
    "0.2,  PT15S, 10, PT25H, PT5M,  1000, mass.expiry.longest must be from PT1S to PT24H",
    "0.2,  PT15S, 10, PT5M,  PT0S,  1000, flap.half.life must be from PT1S to PT30M",
    "0.2,  PT15S, 10, PT5M,  PT31M, 1000, flap.half.life must be from PT1S to PT30M",
    "0.2,  PT15S, 10, PT5M,  PT5M,  0,    heartbeats.per.second must be above 0",
    "0.2,  PT15S, 10, PT5M,  PT5M,  NaN,  heartbeats.per.second must be above 0",
    "0.2,  PT15S, 10, PT5M,  PT5M,  Infinity, heartbeats.per.second must be above 0",
  })
  void whatCannotBeRightIsRefused(
      double share,
      Duration window,
      int minimum,
      Duration longest,
      Duration halfLife,
      double heartbeats,
      String message) {
    assertThatThrownBy(
            () -> new LeaseSettingsConfig(share, window, minimum, longest, halfLife, heartbeats))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
