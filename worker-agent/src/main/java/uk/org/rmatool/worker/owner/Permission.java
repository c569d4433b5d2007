package uk.org.rmatool.worker.owner;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether services may run. A load counts when it has lasted, and is over when it has been
 * gone for some minutes, so that a service which takes long to start is not ended for nothing. Used
 * by one thread.
 */
final class Permission {
  static final Duration LASTED = Duration.ofSeconds(30);
  static final Duration GONE = Duration.ofMinutes(5);

  private final Hours hours;
  private final double pauseLoad;
  private final ZoneId zone;
  private @Nullable Instant busySince;
  private @Nullable Instant busyLast;
  private boolean pausedForLoad;

  Permission(Hours hours, double pauseLoad, ZoneId zone) {
    this.hours = hours;
    this.pauseLoad = pauseLoad;
    this.zone = zone;
  }

  /**
   * Why services may not run now; empty when they may.
   *
   * @param others share of the processors that others than this worker use, 0 to 1
   */
  Optional<String> refusal(Instant now, double others) {
    observe(now, others);
    if (!hours.contain(LocalTime.ofInstant(now, zone))) {
      return Optional.of("outside the hours %s that the machine is given".formatted(hours.text()));
    }
    return pausedForLoad
        ? Optional.of(
            "others use the machine (lately more than %d %% of its processors)"
                .formatted(Math.round(pauseLoad * 100)))
        : Optional.empty();
  }

  private void observe(Instant now, double others) {
    if (pauseLoad > 0 && others > pauseLoad) {
      busySince = busySince == null ? now : busySince;
      busyLast = now;
      pausedForLoad |= !now.isBefore(busySince.plus(LASTED));
    } else {
      busySince = null;
      pausedForLoad &= busyLast != null && now.isBefore(busyLast.plus(GONE));
    }
  }
}
