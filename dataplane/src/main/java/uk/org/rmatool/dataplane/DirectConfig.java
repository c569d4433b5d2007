package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** What the container does with every call, beside passing it on. */
@Component
public class DirectConfig {
  private final boolean accessLog;

  /**
   * Read at start.
   *
   * @param accessLog whether it writes a line for each call
   */
  @Inject
  public DirectConfig(
      @ConfigProperty(name = "access.log", defaultValue = "false") boolean accessLog) {
    this.accessLog = accessLog;
  }

  boolean isLogged() {
    return accessLog;
  }
}
