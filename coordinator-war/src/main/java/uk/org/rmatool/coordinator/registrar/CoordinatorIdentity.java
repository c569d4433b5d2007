package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.wiring.Component;

/** This coordinator's key and the id that certifies it; the same after every restart. */
@Component
public class CoordinatorIdentity {
  private final NodeKey key;
  private final NodeId id;

  @Inject
  public CoordinatorIdentity(RegistrarConfig config) {
    this.key = NodeKey.loadOrCreate(config.stateDir());
    this.id = key.id(config.name());
  }

  public NodeId id() {
    return id;
  }

  NodeKey key() {
    return key;
  }
}
