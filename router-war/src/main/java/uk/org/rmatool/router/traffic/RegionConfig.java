package uk.org.rmatool.router.traffic;

import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Which region serves calls of clients that do not prefer one. */
@Component
public class RegionConfig {
  private final String preferred;

  /**
   * Read at start.
   *
   * @param preferred a coordinator's location; empty when all are the same
   */
  @Inject
  public RegionConfig(@ConfigProperty(name = "preferred.region") Optional<String> preferred) {
    this.preferred = preferred.orElse("").strip();
  }

  String preferred() {
    return preferred;
  }
}
