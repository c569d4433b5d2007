package uk.org.rmatool.worker.launcher;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.LimitsConfig;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.recipes.Recipes;
import uk.org.rmatool.worker.recipes.TestRecipes;

/** A launcher that loses patience quickly, and recipes for {@link FakeService}. */
public final class TestLauncher {
  static final LaunchLimits HASTY = hasty(Duration.ofSeconds(30));

  private TestLauncher() {}

  /** One that lets services finish their calls for this long. */
  static LaunchLimits hasty(Duration drain) {
    return hasty(drain, 1);
  }

  /** The same, starting nothing with less free disk space in bytes. */
  static LaunchLimits hasty(Duration drain, long diskReserve) {
    return hasty(drain, diskReserve, Duration.ofSeconds(30));
  }

  /** The same, where who worked for this long has not failed quickly. */
  static LaunchLimits hasty(Duration drain, long diskReserve, Duration stableAfter) {
    return new LaunchLimits(
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(100),
        stableAfter,
        3,
        Duration.ofMillis(20),
        2,
        drain,
        Duration.ofMillis(20),
        diskReserve,
        100_000);
  }

  /** A launcher whose recipes are in this folder and whose state is in one below. */
  public static Launcher in(Path folder) {
    return in(folder, service -> 0, HASTY);
  }

  /** The same, with these calls in flight by service and this patience. */
  static Launcher in(Path folder, ToIntFunction<String> inFlight, LaunchLimits limits) {
    return launcher(folder, TestHardware.commands(), inFlight, limits);
  }

  /** The same, for which no disk has space enough. */
  public static Launcher withoutDisk(Path folder) {
    return in(folder, service -> 0, hasty(Duration.ZERO, Long.MAX_VALUE));
  }

  /** The same with another search path. */
  public static Launcher in(Path folder, String path) {
    return launcher(folder, TestHardware.commands(path), service -> 0, HASTY);
  }

  private static Launcher launcher(
      Path folder, Commands commands, ToIntFunction<String> inFlight, LaunchLimits limits) {
    var state = folder.resolve("state");
    try {
      Files.createDirectories(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(TestRecipes.in(folder, state, commands), commands, state, inFlight, limits);
  }

  /** The same on a machine whose owner gives so much. */
  static Launcher in(Path folder, LimitsConfig given) {
    var state = folder.resolve("state");
    var commands = TestHardware.commands();
    return of(TestRecipes.in(folder, state, commands, given), commands, state);
  }

  /** A launcher of these recipes. */
  public static Launcher of(Recipes recipes, Commands commands, Path state) {
    return of(recipes, commands, state, service -> 0, HASTY);
  }

  private static Launcher of(
      Recipes recipes,
      Commands commands,
      Path state,
      ToIntFunction<String> inFlight,
      LaunchLimits limits) {
    return new Launcher(
        recipes, commands, TestHardware.state(state), new ControlClient(), inFlight, limits);
  }

  /** Writes a recipe that runs {@link FakeService} with these options. */
  public static void recipe(Path folder, String service, String... options) {
    recipe(folder, service, recipe -> recipe, options);
  }

  /** The same with more in it. */
  public static void recipe(
      Path folder, String service, UnaryOperator<JsonObjectBuilder> more, String... options) {
    var command =
        Json.createArrayBuilder(
                List.of(
                    "${java}",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    Path.of("target/test-classes").toAbsolutePath().toString(),
                    FakeService.class.getName(),
                    "${port}"))
            .addAll(Json.createArrayBuilder(List.of(options)));
    write(
        folder,
        more.apply(Json.createObjectBuilder())
            .add("service", service)
            .add("command", command)
            .add(
                "health",
                Json.createObjectBuilder()
                    .add("path", "/health")
                    .add("starting", "waking up")
                    .add("start_timeout_s", 10)
                    .add("interval_s", 1))
            .add("stop", Json.createObjectBuilder().add("grace_s", 1))
            .add("job_types", Json.createArrayBuilder().add(service + "-job"))
            .build());
  }

  static void write(Path folder, JsonObject recipe) {
    try {
      Files.writeString(folder.resolve(recipe.getString("service") + ".json"), recipe.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
