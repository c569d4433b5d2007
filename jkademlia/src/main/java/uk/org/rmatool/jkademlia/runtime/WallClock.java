package uk.org.rmatool.jkademlia.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Two times: one for timers, which goes on evenly whatever becomes of the wall clock, and the wall
 * clock, by which records are judged. Both begin together.
 */
final class WallClock {
  private static final Logger LOG = System.getLogger(WallClock.class.getName());

  /** A clock that is set right bit by bit is not set by so much at once. */
  private static final Duration STEP = Duration.ofSeconds(5);

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Instant start;
  private final long since;
  private Duration ahead = Duration.ZERO;

  WallClock(InstantSource wall) {
    this(wall, System::nanoTime);
  }

  WallClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.start = wall.instant();
    this.since = nanos.getAsLong();
  }

  /** The time for timers. */
  Instant now() {
    return start.plusNanos(nanos.getAsLong() - since);
  }

  /** The wall clock. */
  Instant wall() {
    return wall.instant();
  }

  /** The time for timers at which the wall clock will show that, as it goes now. */
  Instant when(Instant shown) {
    return now().plus(Duration.between(wall(), shown));
  }

  /** Tells of it if the wall clock was set since this was last called. */
  void watch() {
    var difference = Duration.between(now(), wall());
    var step = difference.minus(ahead);
    ahead = difference;
    if (step.abs().compareTo(STEP) > 0) {
      LOG.log(
          Level.WARNING,
          "This machine''s clock was set {0} by {1} seconds; the DHT goes by it from now on",
          step.isNegative() ? "back" : "forward",
          step.abs().toSeconds());
    }
  }
}
