package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Limits of service traffic. */
@Component
public class RelayConfig {
  private final int maxInFlight;
  private final Duration totalTimeout;
  private final int queueLength;
  private final Duration queueWait;
  private final Duration drain;

  /**
   * Read at start.
   *
   * @param maxInFlight service calls served at once; more are answered 503
   * @param totalTimeout how long after a call came another node may still be tried
   * @param queueLength calls for one service that wait while all who provide it are full
   * @param queueWait how long one waits
   * @param drain how long calls in flight may go on when the program is told to stop
   */
  @Inject
  public RelayConfig(
      @ConfigProperty(name = "service.max.in.flight", defaultValue = "2000") int maxInFlight,
      @ConfigProperty(name = "service.total.timeout", defaultValue = "PT10M") Duration totalTimeout,
      @ConfigProperty(name = "service.queue.length", defaultValue = "100") int queueLength,
      @ConfigProperty(name = "service.queue.wait", defaultValue = "PT5S") Duration queueWait,
      @ConfigProperty(name = "service.drain", defaultValue = "PT15S") Duration drain) {
    this.maxInFlight = maxInFlight;
    this.totalTimeout = totalTimeout;
    this.queueLength = queueLength;
    this.queueWait = queueWait;
    this.drain = drain;
  }

  int maxInFlight() {
    return maxInFlight;
  }

  Duration totalTimeout() {
    return totalTimeout;
  }

  int queueLength() {
    return queueLength;
  }

  Duration queueWait() {
    return queueWait;
  }

  Duration drain() {
    return drain;
  }
}
