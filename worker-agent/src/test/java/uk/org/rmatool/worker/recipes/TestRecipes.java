package uk.org.rmatool.worker.recipes;

import java.nio.file.Path;
import java.util.Optional;
import uk.org.rmatool.worker.hardware.TestHardware;

/** Recipes from a folder, for other packages' tests. */
public final class TestRecipes {
  private TestRecipes() {}

  public static Recipes in(Path folder) {
    return new Recipes(
        new RecipesConfig(Optional.of(folder.toString()), Optional.empty(), ""),
        TestHardware.detection(folder),
        TestHardware.commands());
  }
}
