package uk.org.rmatool.worker.recipes;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.LimitsConfig;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.state.Secrets;

/** Recipes from a folder, for other packages' tests. */
public final class TestRecipes {
  private TestRecipes() {}

  public static Recipes in(Path folder) {
    return in(folder, folder.resolve("state"), TestHardware.commands());
  }

  /** The same for another state folder and search path. */
  public static Recipes in(Path folder, Path state, Commands commands) {
    return of(config(folder), state, commands);
  }

  /** The same where the machine's owner gives so much. */
  public static Recipes in(Path folder, Path state, Commands commands, LimitsConfig limits) {
    return of(config(folder), state, commands, TestHardware.detection(state, limits));
  }

  static Recipes of(RecipesConfig config, Path state, Commands commands) {
    return of(config, state, commands, TestHardware.detection(state));
  }

  /** The packaged ones, as a storage worker with this folder of models and this model has them. */
  public static Recipes packaged(Path state, Commands commands, Path models, String model) {
    return packaged(state, commands, models, model, TestHardware.detection(state, "storage"));
  }

  /** The same on a machine on which this is found. */
  public static Recipes packaged(
      Path state, Commands commands, Path models, String model, Detection detection) {
    var config =
        new RecipesConfig(
            Optional.empty(),
            Optional.empty(),
            "http://r:9080",
            Optional.of(models.toString()),
            Optional.empty(),
            Optional.of(model),
            "127.0.0.1");
    return of(config, state, commands, detection);
  }

  private static Recipes of(
      RecipesConfig config, Path state, Commands commands, Detection detection) {
    var engines = new Engines(commands, Clock.systemUTC());
    var stateFolder = TestHardware.state(state);
    var edge =
        new EdgeConfig(
            Optional.empty(),
            "http://r:9080",
            "edge",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var filling =
        new Filling(config, edge, engines, detection, new Secrets(stateFolder), stateFolder);
    return new Recipes(
        config, new Requirements(detection, commands, engines, config, filling), filling);
  }

  /** Recipes and services in this folder, the rest by default. */
  static RecipesConfig config(Path folder) {
    return new RecipesConfig(
        Optional.of(folder.toString()),
        Optional.of(folder.toString()),
        "http://r:9080",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "127.0.0.1");
  }
}
