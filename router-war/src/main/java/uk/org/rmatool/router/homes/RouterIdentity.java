package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The router's key. Coordinators learn it when they register, and take calls signed with it as the
 * router's.
 */
@Component
public class RouterIdentity {
  private final NodeKey key;

  /**
   * Read at start.
   *
   * @param stateDir the folder that keeps the router's key; replicas share one
   */
  @Inject
  public RouterIdentity(
      @ConfigProperty(name = "rma.state.dir", defaultValue = "state") Path stateDir) {
    this.key = NodeKey.loadOrCreate(stateDir);
  }

  NodeKey key() {
    return key;
  }

  /** The public key, as coordinators are told it. */
  public String keyId() {
    return key.keyId();
  }
}
