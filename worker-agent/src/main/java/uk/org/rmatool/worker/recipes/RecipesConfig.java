package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Where recipes, the services' programs, their models and their data are. */
@Component
public class RecipesConfig {
  private static final Set<String> ADDRESSES = Set.of("127.0.0.1", "0.0.0.0");

  private final Optional<Path> extraRecipes;
  private final Optional<Path> servicesHome;
  private final String platform;
  private final Optional<Path> models;
  private final Optional<Path> data;
  private final Optional<String> llmModel;
  private final String bind;

  /**
   * Read at start.
   *
   * @param extraRecipes a folder with further recipes (<code>*.json</code>); those of a service
   *     replace the packaged ones
   * @param servicesHome the folder that holds the platform's own service programs, <code>services
   *     </code> in a checkout; recipes call it <code>${services_home}</code>
   * @param platform address of the router or of a coordinator, under which services reach each
   *     other; recipes call it <code>${platform}</code>
   * @param models the folder with models, <code>models</code> in the state folder by default
   * @param data the folder that holds a folder for each service's data, <code>data</code> in the
   *     state folder by default
   * @param llmModel what <code>llm-inference</code> loads: a file in the folder with models, or the
   *     name that vLLM knows it by
   * @param bind the address at which services that speak no HTTP listen: 127.0.0.1, or 0.0.0.0 to
   *     be called from other machines
   */
  @Inject
  public RecipesConfig(
      @ConfigProperty(name = "recipes.dir") Optional<String> extraRecipes,
      @ConfigProperty(name = "services.home") Optional<String> servicesHome,
      @ConfigProperty(name = "coordinator.url", defaultValue = "http://localhost:9080")
          String platform,
      @ConfigProperty(name = "models.dir") Optional<String> models,
      @ConfigProperty(name = "data.dir") Optional<String> data,
      @ConfigProperty(name = "llm.model") Optional<String> llmModel,
      @ConfigProperty(name = "services.bind", defaultValue = "127.0.0.1") String bind) {
    this.extraRecipes = folder("RECIPES_DIR", extraRecipes);
    this.servicesHome = folder("SERVICES_HOME", servicesHome);
    this.platform = platform.strip();
    this.models = folder("MODELS_DIR", models);
    this.data = data.map(RecipesConfig::path);
    this.llmModel = llmModel;
    this.bind = bind.strip();
    if (!ADDRESSES.contains(this.bind)) {
      throw new IllegalArgumentException(
          "SERVICES_BIND '%s' is neither 127.0.0.1 nor 0.0.0.0.".formatted(bind));
    }
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

  Optional<Path> models() {
    return models;
  }

  Optional<Path> data() {
    return data;
  }

  Optional<String> llmModel() {
    return llmModel;
  }

  String bind() {
    return bind;
  }

  private static Path path(String text) {
    return Path.of(text).toAbsolutePath().normalize();
  }

  private static Optional<Path> folder(String name, Optional<String> text) {
    var path = text.map(RecipesConfig::path);
    path.filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new IllegalArgumentException(
                  "%s '%s' is not a folder.".formatted(name, folder));
            });
    return path;
  }
}
