package uk.org.rmatool.platform.liveness;

import java.time.Duration;

/**
 * How leases are kept.
 *
 * @param massExpiryShare share of the leases that must not end at once, above 0, at most 1
 * @param massExpiryWindow how far ahead and back "at once" reaches
 * @param massExpiryMinimum how many leases there must be for the guard to act
 * @param massExpiryLongest how long the guard extends leases at most
 * @param flapHalfLife time in which the penalty for coming and going halves, at most 30 minutes
 * @param heartbeatsPerSecond how many heartbeats the whole fleet may send
 */
public record LeaseSettings(
    double massExpiryShare,
    Duration massExpiryWindow,
    int massExpiryMinimum,
    Duration massExpiryLongest,
    Duration flapHalfLife,
    double heartbeatsPerSecond) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  public static final LeaseSettings DEFAULT =
      new LeaseSettings(
          0.2, Duration.ofSeconds(15), 10, Duration.ofMinutes(5), Duration.ofMinutes(5), 1000);

  public LeaseSettings {
    require(
        massExpiryShare > 0 && massExpiryShare <= 1,
        "mass.expiry.share must be above 0 and at most 1");
    require(isWithin(massExpiryWindow, DAY), "mass.expiry.window must be from PT1S to PT24H");
    require(massExpiryMinimum >= 1, "mass.expiry.minimum must be at least 1");
    require(isWithin(massExpiryLongest, DAY), "mass.expiry.longest must be from PT1S to PT24H");
    require(
        isWithin(flapHalfLife, Duration.ofMinutes(30)),
        "flap.half.life must be from PT1S to PT30M");
    require(
        heartbeatsPerSecond > 0 && Double.isFinite(heartbeatsPerSecond),
        "heartbeats.per.second must be above 0");
  }

  private static boolean isWithin(Duration value, Duration longest) {
    return value.compareTo(SHORTEST) >= 0 && value.compareTo(longest) <= 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
