package uk.org.rmatool.coordinator.catalogue;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Where the catalogue is. */
@Component
public class CatalogueConfig {
  private final Optional<Path> file;

  /**
   * Read at start.
   *
   * @param file the file that lists the services; without one the shipped list counts
   */
  @Inject
  public CatalogueConfig(@ConfigProperty(name = "catalogue.file") Optional<String> file) {
    this.file = file.map(path -> Path.of(path).toAbsolutePath().normalize());
  }

  Optional<Path> file() {
    return file;
  }
}
