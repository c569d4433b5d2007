package uk.org.rmatool.dataplane.transport;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How long other nodes may take. */
@Component
public class TransportConfig {
  private final Duration connectTimeout;
  private final Duration answerTimeout;

  /**
   * Read at start.
   *
   * @param connectTimeout how long connecting to the next hop may take
   * @param answerTimeout how long the next hop may be silent: before its answer begins, and within
   *     it
   */
  @Inject
  public TransportConfig(
      @ConfigProperty(name = "service.connect.timeout", defaultValue = "PT2S")
          Duration connectTimeout,
      @ConfigProperty(name = "service.answer.timeout", defaultValue = "PT5M")
          Duration answerTimeout) {
    this.connectTimeout = connectTimeout;
    this.answerTimeout = answerTimeout;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration answerTimeout() {
    return answerTimeout;
  }
}
