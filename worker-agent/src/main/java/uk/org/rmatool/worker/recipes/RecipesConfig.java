package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Where recipes and the services' programs are. */
@Component
public class RecipesConfig {
  private final Optional<Path> extraRecipes;
  private final Optional<Path> servicesHome;
  private final String platform;

  /**
   * Read at start.
   *
   * @param extraRecipes a folder with further recipes (<code>*.json</code>); one of the same
   *     service replaces the packaged one
   * @param servicesHome the folder that holds the platform's own service programs, <code>services
   *     </code> in a checkout; recipes call it <code>${services_home}</code>
   * @param platform address of the router or of a coordinator, under which services reach each
   *     other; recipes call it <code>${platform}</code>
   */
  @Inject
  public RecipesConfig(
      @ConfigProperty(name = "recipes.dir") Optional<String> extraRecipes,
      @ConfigProperty(name = "services.home") Optional<String> servicesHome,
      @ConfigProperty(name = "coordinator.url", defaultValue = "http://localhost:9080")
          String platform) {
    this.extraRecipes = folder("RECIPES_DIR", extraRecipes);
    this.servicesHome = folder("SERVICES_HOME", servicesHome);
    this.platform = platform.strip();
  }

  Optional<Path> extraRecipes() {
    return extraRecipes;
  }

  Optional<Path> servicesHome() {
    return servicesHome;
  }

  String platform() {
    return platform;
  }

  private static Optional<Path> folder(String name, Optional<String> text) {
    var path = text.map(t -> Path.of(t).toAbsolutePath().normalize());
    path.filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new IllegalArgumentException(
                  "%s '%s' is not a folder.".formatted(name, folder));
            });
    return path;
  }
}
