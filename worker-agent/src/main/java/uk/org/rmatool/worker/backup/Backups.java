package uk.org.rmatool.worker.backup;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.recipes.Recipe;
import uk.org.rmatool.worker.recipes.Recipes;

/** Saves services' data, one service at a time. */
@Component
class Backups {
  private static final Duration COMMAND = Duration.ofHours(2);
  private static final Duration ENDING = Duration.ofMinutes(10);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Recipes recipes;
  private final Launcher launcher;
  private final Clock clock;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Step now = Step.NONE;

  /**
   * What is being done.
   *
   * @param service for which; empty when nothing is
   * @param text in a few words
   * @param bytes saved so far
   */
  private record Step(String service, String text, long bytes) {
    static final Step NONE = new Step("", "", 0);
  }

  @Inject
  Backups(Recipes recipes, Launcher launcher, Clock clock) {
    this.recipes = recipes;
    this.launcher = launcher;
    this.clock = clock;
  }

  /**
   * The <code>services</code> that this worker was given or that left data here, as far as their
   * data can be saved, and what is being done <code>now</code>.
   */
  JsonObject look() {
    var given = launcher.states().keySet();
    List<String> services =
        recipes.saved().stream()
            .filter(it -> given.contains(it) || Files.isDirectory(recipes.data(it)))
            .toList();
    var step = now;
    return Json.createObjectBuilder()
        .add("services", Json.createArrayBuilder(services))
        .add(
            "now",
            Json.createObjectBuilder()
                .add("service", step.service())
                .add("step", step.text())
                .add("bytes", step.bytes()))
        .build();
  }

  /**
   * Saves a service's data to <code>service-20261124T041500Z.zip</code> in this folder.
   *
   * @throws PlatformException 404 for a service without data, 503 while another one is saved, 502
   *     with the reason when it cannot be done
   */
  Archive save(String service, Path folder) {
    if (!recipes.saved().contains(service)) {
      throw new PlatformException(
          ProblemType.NOT_FOUND,
          "No recipe of '%s' here says how its data is saved.".formatted(service));
    }
    if (busy.getAndSet(true)) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED, "The data of a service is being saved already.", RETRY);
    }
    try {
      Files.createDirectories(folder);
      var stamp = STAMP.format(clock.instant().truncatedTo(ChronoUnit.SECONDS));
      return saveTo(service, folder.resolve("%s-%s.zip".formatted(service, stamp)));
    } catch (IOException | UncheckedIOException e) {
      throw failed(service, reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(service, "the worker is stopping");
    } finally {
      now = Step.NONE;
      busy.set(false);
    }
  }

  private Archive saveTo(String service, Path file) throws IOException, InterruptedException {
    if (Files.exists(file)) {
      throw new IOException(file + " is there already");
    }
    var running = launcher.running(service);
    var recipe = running.map(Launcher.Running::recipe).or(() -> recipes.find(service));
    var backup = recipe.flatMap(Recipe::backup);
    if (backup.filter(it -> !it.command().isEmpty()).isEmpty()) {
      return copied(service, backup.map(Recipe.Backup::paths).orElse(List.of()), file);
    }
    var there =
        running.orElseThrow(
            () -> new IOException("it must run to be saved, and is " + state(service)));
    return told(there, file);
  }

  private String state(String service) {
    var state = launcher.states().get(service);
    return state == null ? "not given to this worker" : state.text();
  }

  /** While it does not run; calls go elsewhere or hear of it. */
  private Archive copied(String service, List<String> paths, Path file)
      throws IOException, InterruptedException {
    var data = recipes.data(service);
    if (!Files.isDirectory(data)) {
      throw new IOException("it has no data here: there is no " + data);
    }
    try {
      step(service, "waiting for its calls to end", 0);
      launcher.hold(service, "its data is being saved").get(ENDING.toSeconds(), TimeUnit.SECONDS);
      return Archive.write(data, paths, file, bytes -> step(service, "copying", bytes));
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("it could not be ended for being copied: " + e, e);
    } finally {
      launcher.release(service);
    }
  }

  /** While it runs, by its own command. */
  private Archive told(Launcher.Running there, Path file) throws IOException, InterruptedException {
    var service = there.recipe().service();
    var folder = Files.createTempDirectory(file.toAbsolutePath().getParent(), service + ".");
    try {
      step(service, "running its command", 0);
      var command = recipes.backup(there.recipe(), there.port(), folder);
      var problem = launcher.runBeside(there.recipe(), command.orElseThrow(), COMMAND);
      if (problem.isPresent()) {
        throw new IOException(problem.get());
      }
      return Archive.write(folder, List.of(), file, bytes -> step(service, "packing", bytes));
    } finally {
      delete(folder);
    }
  }

  private void step(String service, String text, long bytes) {
    now = new Step(service, text, bytes);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String reason(Exception e) {
    return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
  }

  private static PlatformException failed(String service, String reason) {
    return new PlatformException(
        Problem.of(
                ProblemType.UPSTREAM_FAILED,
                "The data of '%s' was not saved: %s.".formatted(service, reason))
            .with("hop", "worker")
            .with("upstream", service));
  }
}
