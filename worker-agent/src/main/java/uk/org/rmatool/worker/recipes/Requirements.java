package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.Hardware;
import uk.org.rmatool.worker.hardware.WorkerType;

/** Compares what a recipe needs with what the machine has. */
@Component
class Requirements {
  private static final long MB = 1024 * 1024;

  /** A model takes about this many percent of its file's size when it is loaded. */
  private static final long MODEL_PERCENT = 120;

  private final Detection detection;
  private final Commands commands;
  private final Engines engines;
  private final RecipesConfig config;
  private final Filling filling;

  @Inject
  Requirements(
      Detection detection,
      Commands commands,
      Engines engines,
      RecipesConfig config,
      Filling filling) {
    this.detection = detection;
    this.commands = commands;
    this.engines = engines;
    this.config = config;
    this.filling = filling;
  }

  /** What the machine lacks, in words; empty when it has everything. */
  List<String> unmet(Recipe recipe) {
    var needs = recipe.needs();
    var hardware = detection.hardware();
    var reasons = new ArrayList<String>();
    otherType(needs)
        .map(type -> "needs WORKER_TYPE=%s, which an operator says".formatted(type.wireName()))
        .ifPresent(reasons::add);
    atLeast(reasons, "MB of memory", needs.memoryMb(), hardware.memoryBytes() / MB);
    if (needs.diskMb() > 0) { // to know what is free may take adding up all that is there
      atLeast(reasons, "MB of free disk space", needs.diskMb(), detection.diskFreeBytes() / MB);
    }
    gpu(reasons, needs, hardware);
    needs.commands().stream()
        .filter(name -> commands.find(name).isEmpty())
        .forEach(name -> reasons.add("needs the command '%s' on the PATH".formatted(name)));
    if (recipe.image().isPresent() && engines.find().engine().isEmpty()) {
      reasons.add("needs podman or docker: " + engines.find().problem());
    }
    if (uses(recipe, Placeholders.LLM_MODEL) && config.llmModel().isEmpty()) {
      reasons.add("needs LLM_MODEL to be set");
    } else if (uses(recipe, Placeholders.SERVICES_HOME) && config.servicesHome().isEmpty()) {
      reasons.add("needs SERVICES_HOME to be set");
    } else {
      files(reasons, recipe, hardware);
    }
    return reasons;
  }

  /** Whether it has everything; quick where the worker is for something else. */
  boolean isMet(Recipe recipe) {
    return otherType(recipe.needs()).isEmpty() && unmet(recipe).isEmpty();
  }

  private Optional<WorkerType> otherType(Needs needs) {
    return needs.type().filter(type -> type != detection.hardware().type());
  }

  /** Whether the machine's owner has said that he wants it: by the model that it is to load. */
  boolean isAskedFor(Recipe recipe) {
    return config.llmModel().isPresent() && uses(recipe, Placeholders.LLM_MODEL);
  }

  /** What keeps a service from being run beside others. */
  Optional<String> crowded(Recipe recipe, Collection<Recipe> others) {
    var there = detection.hardware().memoryBytes() / MB;
    var needed = recipe.needs().memoryMb();
    var taken = others.stream().mapToLong(other -> other.needs().memoryMb()).sum();
    return needed > 0 && needed + taken > there
        ? Optional.of(
            "needs %d MB of memory, of %d MB the other services here need %d"
                .formatted(needed, there, taken))
        : Optional.empty();
  }

  private void files(List<String> reasons, Recipe recipe, Hardware hardware) {
    var missing =
        Stream.concat(recipe.needs().files().stream(), recipe.needs().model().stream())
            .map(filling::lasting)
            .filter(file -> !Files.isReadable(Path.of(file)))
            .toList();
    if (!missing.isEmpty() && recipe.needs().remedy().isPresent()) {
      reasons.add(recipe.needs().remedy().get());
    } else {
      missing.forEach(file -> reasons.add("needs the file " + file));
    }
    recipe
        .needs()
        .model()
        .map(filling::lasting)
        .map(Path::of)
        .filter(Files::isReadable)
        .ifPresent(model -> fits(reasons, model, recipe.needs(), hardware));
  }

  private static void fits(List<String> reasons, Path model, Needs needs, Hardware hardware) {
    try {
      var mb = Files.size(model) * MODEL_PERCENT / 100 / MB;
      var there = needs.gpu() ? hardware.gpuMemoryMb().orElse(mb) : hardware.memoryBytes() / MB;
      if (mb > there) {
        reasons.add(
            "the model %s takes about %d MB of %smemory, this machine has %d"
                .formatted(model.getFileName(), mb, needs.gpu() ? "GPU " : "", there));
      }
    } catch (IOException e) {
      reasons.add("the model %s cannot be read: %s".formatted(model, e));
    }
  }

  private static void atLeast(List<String> reasons, String what, long needed, long there) {
    if (there < needed) {
      reasons.add("needs %d %s, this machine has %d".formatted(needed, what, there));
    }
  }

  private static void gpu(List<String> reasons, Needs needs, Hardware hardware) {
    if ((needs.gpu() || needs.gpuMemoryMb() > 0) && hardware.gpus().isEmpty()) {
      reasons.add(
          "needs a GPU, this machine has none that answers"
              + hardware.gpuProblem().map(problem -> " (" + problem + ")").orElse(""));
    } else if (needs.gpuMemoryMb() > 0 && hardware.gpuMemoryMb().isPresent()) {
      atLeast(reasons, "MB of GPU memory", needs.gpuMemoryMb(), hardware.gpuMemoryMb().getAsLong());
    }
  }

  private static boolean uses(Recipe recipe, String name) {
    return Stream.of(
            recipe.command().stream(),
            recipe.environment().values().stream(),
            recipe.needs().files().stream(),
            recipe.needs().model().stream())
        .flatMap(texts -> texts)
        .anyMatch(text -> Placeholders.uses(text, name));
  }
}
