package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.Hardware;

/** All recipes, and which of them this machine can run. */
@Component
public class Recipes {
  private static final String PACKAGED = "/recipes/";
  private static final long MB = 1024 * 1024;
  private static final int MAX_RECIPES = 500;

  private final Map<String, Recipe> recipes;
  private final RecipesConfig config;
  private final Detection detection;
  private final Commands commands;

  /**
   * Reads all recipes.
   *
   * @throws IllegalArgumentException when one of them is not usable, with the reason
   */
  @Inject
  public Recipes(RecipesConfig config, Detection detection, Commands commands) {
    this.config = config;
    this.detection = detection;
    this.commands = commands;
    var all = new TreeMap<String, Recipe>();
    packaged().forEach(recipe -> all.put(recipe.service(), recipe));
    config
        .extraRecipes()
        .map(Recipes::in)
        .orElse(List.of())
        .forEach(recipe -> all.put(recipe.service(), recipe));
    this.recipes = Map.copyOf(all);
  }

  public Optional<Recipe> find(String service) {
    return Optional.ofNullable(recipes.get(service));
  }

  /** Services that this machine can run, in the order of their names. */
  public List<String> runnable() {
    return recipes.values().stream()
        .filter(recipe -> unmet(recipe).isEmpty())
        .map(Recipe::service)
        .sorted()
        .toList();
  }

  /** What this machine lacks for a service, in words; empty when it can run it. */
  public List<String> unmet(Recipe recipe) {
    var needs = recipe.needs();
    var hardware = detection.hardware();
    var reasons = new ArrayList<String>();
    atLeast(reasons, "MB of memory", needs.memoryMb(), hardware.memoryBytes() / MB);
    atLeast(reasons, "MB of free disk space", needs.diskMb(), hardware.diskFreeBytes() / MB);
    gpu(reasons, needs, hardware);
    needs.commands().stream()
        .filter(name -> commands.find(name).isEmpty())
        .forEach(name -> reasons.add("needs the command '%s' on the PATH".formatted(name)));
    if (usesServicesHome(recipe) && config.servicesHome().isEmpty()) {
      reasons.add("needs SERVICES_HOME to be set");
    } else {
      needs.files().stream()
          .map(
              file ->
                  Placeholders.fill(
                      file, Placeholders.lasting(config.servicesHome(), config.platform())))
          .filter(file -> !Files.isReadable(Path.of(file)))
          .forEach(file -> reasons.add("needs the file " + file));
    }
    return reasons;
  }

  /** The recipe filled in for one start. */
  public Launch launch(Recipe recipe, int port, Path stateFolder) {
    var values = new HashMap<>(Placeholders.lasting(config.servicesHome(), config.platform()));
    values.put("port", Integer.toString(port));
    values.put("state_dir", stateFolder.toString());
    var environment = new HashMap<String, String>();
    recipe
        .environment()
        .forEach((name, value) -> environment.put(name, Placeholders.fill(value, values)));
    return new Launch(
        recipe.command().stream().map(word -> Placeholders.fill(word, values)).toList(),
        environment);
  }

  private static void atLeast(List<String> reasons, String what, long needed, long there) {
    if (there < needed) {
      reasons.add("needs %d %s, this machine has %d".formatted(needed, what, there));
    }
  }

  private static void gpu(List<String> reasons, Needs needs, Hardware hardware) {
    if ((needs.gpu() || needs.gpuMemoryMb() > 0) && hardware.gpus().isEmpty()) {
      reasons.add("needs a GPU, this machine has none that nvidia-smi tells of");
    } else if (needs.gpuMemoryMb() > 0 && hardware.gpuMemoryMb().isPresent()) {
      atLeast(reasons, "MB of GPU memory", needs.gpuMemoryMb(), hardware.gpuMemoryMb().getAsLong());
    }
  }

  private static boolean usesServicesHome(Recipe recipe) {
    return recipe.command().stream().anyMatch(Placeholders::needsServicesHome)
        || recipe.environment().values().stream().anyMatch(Placeholders::needsServicesHome)
        || recipe.needs().files().stream().anyMatch(Placeholders::needsServicesHome);
  }

  private static List<Recipe> packaged() {
    return new String(resource(PACKAGED + "index.txt"), StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(name -> RecipeReader.read(name, resource(PACKAGED + name)))
        .toList();
  }

  private static byte[] resource(String name) {
    try (InputStream in = Recipes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the worker's archive");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Recipe> in(Path folder) {
    try (var files = Files.newDirectoryStream(folder, "*.json")) {
      var found = new ArrayList<Recipe>();
      for (var file : files) {
        found.add(RecipeReader.read(file.toString(), Files.readAllBytes(file)));
        if (found.size() > MAX_RECIPES) {
          throw new IllegalArgumentException(
              "RECIPES_DIR '%s' holds more than %d recipes.".formatted(folder, MAX_RECIPES));
        }
      }
      return found;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "RECIPES_DIR '%s' cannot be read: %s.".formatted(folder, e), e);
    }
  }
}
