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
  private final Duration askAfter;

  /**
   * Read at start.
   *
   * @param connectTimeout how long connecting to the next hop may take
   * @param answerTimeout how long the next hop may be silent: before its answer begins, and within
   *     it
   * @param askAfter silence after which it is asked whether the next hop can be reached at all
   */
  @Inject
  public TransportConfig(
      @ConfigProperty(name = "service.connect.timeout", defaultValue = "PT2S")
          Duration connectTimeout,
      @ConfigProperty(name = "service.answer.timeout", defaultValue = "PT5M")
          Duration answerTimeout,
      @ConfigProperty(name = "service.ask.after", defaultValue = "PT5S") Duration askAfter) {
    this.connectTimeout = connectTimeout;
    this.answerTimeout = answerTimeout;
    this.askAfter = askAfter;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  public Duration answerTimeout() {
    return answerTimeout;
  }

  public Duration askAfter() {
    return askAfter;
  }
}
