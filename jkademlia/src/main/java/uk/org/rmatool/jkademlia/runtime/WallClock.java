package uk.org.rmatool.jkademlia.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The wall clock, but never going back: when somebody sets it back, time goes on from where it was
 * at its own pace until the clock has caught up.
 */
final class WallClock {
  private static final Duration DRIFT = Duration.ofSeconds(1);

  private final InstantSource wall;
  private Instant anchor;
  private long since;

  WallClock(InstantSource wall) {
    this.wall = wall;
    this.anchor = wall.instant();
    this.since = System.nanoTime();
  }

  Instant now() {
    var now = anchor.plusNanos(System.nanoTime() - since);
    var real = wall.instant();
    if (real.isAfter(now.plus(DRIFT))) {
      anchor = real;
      since = System.nanoTime();
      return real;
    }
    return now;
  }
}
