package uk.org.rmatool.worker.state;

import jakarta.inject.Inject;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Where the worker's state is. */
@Component
public class StateConfig {
  private final Path folder;

  /**
   * Read at start.
   *
   * @param folder the folder that holds the worker's key, its services' folders and logs; losing it
   *     means becoming another worker
   */
  @Inject
  public StateConfig(
      @ConfigProperty(name = "rma.state.dir", defaultValue = "state") String folder) {
    this.folder = Path.of(folder).toAbsolutePath().normalize();
  }

  Path folder() {
    return folder;
  }
}
