package uk.org.rmatool.router.identity;

import jakarta.inject.Inject;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The router's key. Coordinators learn it when they register, and take calls signed with it as the
 * router's.
 */
@Component
public class RouterIdentity {
  private final NodeKey key;

  @Inject
  public RouterIdentity(IdentityConfig config) {
    this.key = NodeKey.loadOrCreate(config.stateDir());
  }

  public NodeKey key() {
    return key;
  }

  /** The public key, as coordinators are told it. */
  public String keyId() {
    return key.keyId();
  }
}
