package uk.org.rmatool.worker.owner;

import jakarta.inject.Inject;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** When the owner gives the machine. */
@Component
public class OwnerConfig {
  private final Hours hours;
  private final double pauseLoad;

  /**
   * Read at start.
   *
   * @param hours hours of the day in which services run, in the machine's time zone, such as <code>
   *     22:00-06:00</code>, several separated by commas; always when there are none
   * @param pauseLoad share of the processors, above 0 to 1, that others than this worker may use
   *     before its services pause; never with 0
   */
  @Inject
  public OwnerConfig(
      @ConfigProperty(name = "worker.hours", defaultValue = "always") String hours,
      @ConfigProperty(name = "worker.pause.load", defaultValue = "0") double pauseLoad) {
    this.hours = Hours.parse(hours.strip().equals("always") ? "" : hours);
    this.pauseLoad = pauseLoad;
    if (!(pauseLoad >= 0 && pauseLoad <= 1)) {
      throw new IllegalArgumentException(
          "WORKER_PAUSE_LOAD '%s' is not from 0 to 1.".formatted(pauseLoad));
    }
  }

  Hours hours() {
    return hours;
  }

  double pauseLoad() {
    return pauseLoad;
  }

  boolean isAlways() {
    return hours.spans().isEmpty() && pauseLoad == 0;
  }

  ZoneId zone() {
    return ZoneId.systemDefault();
  }
}
