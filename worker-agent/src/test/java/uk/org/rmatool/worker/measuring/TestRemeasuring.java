package uk.org.rmatool.worker.measuring;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.worker.hardware.Detection;

/** Measures for other packages' tests. */
public final class TestRemeasuring {
  private TestRemeasuring() {}

  /** One that waits for nothing. */
  public static Remeasuring eager(Detection detection) {
    return new Remeasuring(
        detection,
        Optional::empty,
        () -> 0,
        Clock.systemUTC(),
        new Patience(Duration.ZERO, Duration.ZERO, Duration.ofMillis(10)));
  }
}
