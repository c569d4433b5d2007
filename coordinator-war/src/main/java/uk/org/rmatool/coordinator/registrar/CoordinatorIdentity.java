package uk.org.rmatool.coordinator.registrar;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.SharedKey;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.wiring.Component;

/**
 * This coordinator's key and the id that certifies it; the same after every restart, and for all
 * its replicas, whose database keeps it. The file is a copy, for when the database is away.
 */
@Component
public class CoordinatorIdentity {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final RegistrarConfig config;
  private volatile NodeKey key;
  private volatile NodeId id;

  @Inject
  public CoordinatorIdentity(RegistrarConfig config) {
    this.config = config;
    this.key = NodeKey.loadOrCreate(config.stateDir());
    this.id = key.id(config.name());
  }

  /** Takes over the key that the replicas share; to be called before it is used. */
  public void share() {
    key = SharedKey.of(database, "coordinator.node_key", key, config.stateDir());
    id = key.id(config.name());
  }

  public NodeId id() {
    return id;
  }

  public NodeKey key() {
    return key;
  }
}
