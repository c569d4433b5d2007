package uk.org.rmatool.router.identity;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import uk.org.rmatool.platform.database.SharedKey;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The router's key. Coordinators learn it when they register, and take calls signed with it as the
 * router's. All replicas have the same; the database keeps it, and the file is a copy.
 */
@Component
public class RouterIdentity {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final IdentityConfig config;
  private volatile NodeKey key;

  @Inject
  public RouterIdentity(IdentityConfig config) {
    this.config = config;
    this.key = NodeKey.loadOrCreate(config.stateDir());
  }

  /** Takes over the key that the replicas share; to be called before it is used. */
  public void share() {
    key = SharedKey.of(database, "router.node_key", key, config.stateDir());
  }

  public NodeKey key() {
    return key;
  }

  /** The public key, as coordinators are told it. */
  public String keyId() {
    return key.keyId();
  }
}
