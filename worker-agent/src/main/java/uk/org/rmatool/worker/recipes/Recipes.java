package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.org.rmatool.platform.wiring.Component;

/**
 * All recipes, and which of them this machine can run. A service may have several: the first that
 * this machine can run is taken.
 */
@Component
public class Recipes {
  private static final Logger LOG = System.getLogger(Recipes.class.getName());

  private final RecipesConfig config;
  private final RecipeFiles files;
  private final Requirements requirements;
  private final Filling filling;

  /** Reads all recipes; those that are not usable are left out, which is logged and told. */
  @Inject
  public Recipes(RecipesConfig config, Requirements requirements, Filling filling) {
    this.config = config;
    this.requirements = requirements;
    this.filling = filling;
    this.files = RecipeFiles.read(config.extraRecipes());
    files.refused().values().forEach(reason -> LOG.log(Level.ERROR, reason));
  }

  /** The recipe by which a service is run here, or would be if this machine had what it lacks. */
  public Optional<Recipe> find(String service) {
    var variants = files.of(service);
    return variants.stream()
        .filter(recipe -> requirements.unmet(recipe).isEmpty())
        .findFirst()
        .or(() -> variants.stream().findFirst());
  }

  /** Recipes that are not usable, and why; by service, or by file where that is not known. */
  public Map<String, String> refused() {
    return files.refused();
  }

  /**
   * What the machine's owner wants run here and cannot be, and why: recipes that are not usable,
   * and services that a recipe of his own or LLM_MODEL is for while the machine lacks something.
   */
  public Map<String, String> troubles() {
    var troubles = new TreeMap<String, String>();
    for (var service : files.services()) {
      if (files.isOwners(service)
          || files.of(service).stream().anyMatch(requirements::isAskedFor)) {
        var lacks = unmet(service);
        if (!lacks.isEmpty()) {
          troubles.put(service, String.join("; ", lacks));
        }
      }
    }
    troubles.putAll(files.refused());
    return troubles;
  }

  /** Services that this machine can run, in the order of their names. */
  public List<String> runnable() {
    return files.services().stream()
        .filter(service -> files.of(service).stream().anyMatch(requirements::isMet))
        .toList();
  }

  /** For each service that has a recipe what this machine lacks; nothing where it can run it. */
  public Map<String, List<String>> unmet() {
    var all = new TreeMap<String, List<String>>();
    files.services().forEach(service -> all.put(service, unmet(service)));
    return all;
  }

  /**
   * What this machine lacks for a service, in words; empty when it can run it. Of several recipes
   * each says what it lacks.
   */
  public List<String> unmet(String service) {
    var variants = files.of(service).stream().map(requirements::unmet).toList();
    if (variants.stream().anyMatch(List::isEmpty)) {
      return List.of();
    }
    return variants.size() == 1
        ? variants.getFirst()
        : variants.stream().map(lacks -> String.join(", ", lacks)).toList();
  }

  /**
   * What keeps a service from being run beside others: the memory that they need together.
   *
   * @param others the recipes of those that run
   */
  public Optional<String> crowded(Recipe recipe, Collection<Recipe> others) {
    return requirements.crowded(recipe, others);
  }

  /** Whether services that speak no HTTP can be called from other machines. */
  public boolean open() {
    return config.bind().equals("0.0.0.0");
  }

  /** The recipe filled in for one start. */
  public Launch launch(Recipe recipe, int port) throws IOException {
    return filling.launch(recipe, port);
  }

  /** Removes the containers of this worker that an earlier run left behind. */
  public void clearContainers() {
    filling.clearContainers();
  }

  /** Services with data that can be saved. */
  public List<String> saved() {
    return files.services().stream()
        .filter(service -> files.of(service).stream().anyMatch(it -> it.backup().isPresent()))
        .toList();
  }

  /** The folder that holds a service's data; made when the service is started first. */
  public Path data(String service) {
    return filling.data(service);
  }

  /** The folder with models. */
  public Path models() {
    return Path.of(filling.lasting("${%s}".formatted(Placeholders.MODELS_DIR)));
  }

  /** What saves a service's data while it runs; empty when it has no such command. */
  public Optional<Launch> backup(Recipe recipe, int port, Path target) throws IOException {
    var backup = recipe.backup().filter(it -> !it.command().isEmpty());
    return backup.isEmpty()
        ? Optional.empty()
        : Optional.of(filling.backup(recipe, backup.get(), port, target));
  }
}
