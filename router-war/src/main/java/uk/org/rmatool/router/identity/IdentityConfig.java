package uk.org.rmatool.router.identity;

import jakarta.inject.Inject;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Where this router keeps who it is. */
@Component
public class IdentityConfig {
  private final Path stateDir;

  /**
   * Read at start.
   *
   * @param stateDir the folder that keeps the router's key
   */
  @Inject
  public IdentityConfig(
      @ConfigProperty(name = "rma.state.dir", defaultValue = "state") Path stateDir) {
    this.stateDir = stateDir;
  }

  Path stateDir() {
    return stateDir;
  }
}
