package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Limits of service traffic. */
@Component
public class RelayConfig {
  private final Duration connectTimeout;
  private final Duration answerTimeout;
  private final int maxInFlight;

  /**
   * Read at start.
   *
   * @param connectTimeout how long connecting to the next hop may take
   * @param answerTimeout how long the next hop may be silent: before its answer begins, and within
   *     it
   * @param maxInFlight service calls served at once; more are answered 503
   */
  @Inject
  public RelayConfig(
      @ConfigProperty(name = "service.connect.timeout", defaultValue = "PT2S")
          Duration connectTimeout,
      @ConfigProperty(name = "service.answer.timeout", defaultValue = "PT5M")
          Duration answerTimeout,
      @ConfigProperty(name = "service.max.in.flight", defaultValue = "2000") int maxInFlight) {
    this.connectTimeout = connectTimeout;
    this.answerTimeout = answerTimeout;
    this.maxInFlight = maxInFlight;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration answerTimeout() {
    return answerTimeout;
  }

  int maxInFlight() {
    return maxInFlight;
  }
}
