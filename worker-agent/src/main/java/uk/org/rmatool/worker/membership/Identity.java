package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import java.net.URI;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Machine;
import uk.org.rmatool.worker.state.StateFolder;

/** Who this worker is: its key, the id that the key certifies, and its address. */
@Component
public class Identity {
  private final NodeKey key;
  private final NodeId id;
  private final URI publicUrl;

  @Inject
  public Identity(MembershipConfig config, StateFolder state, Machine machine) {
    this.key = NodeKey.loadOrCreate(state.path());
    this.id = key.id(config.name().orElseGet(machine::hostname));
    this.publicUrl =
        config
            .publicUrl()
            .orElseGet(
                () -> URI.create("http://%s:%d".formatted(machine.hostname(), config.httpPort())));
  }

  public NodeId id() {
    return id;
  }

  /** Where others reach this worker. */
  public URI publicUrl() {
    return publicUrl;
  }

  public NodeKey key() {
    return key;
  }
}
