package uk.org.rmatool.worker.launcher;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.recipes.TestRecipes;

/** A launcher that loses patience quickly, and recipes for {@link FakeService}. */
public final class TestLauncher {
  static final LaunchLimits HASTY = hasty(Duration.ofSeconds(30));

  private TestLauncher() {}

  /** One that lets services finish their calls for this long. */
  static LaunchLimits hasty(Duration drain) {
    return new LaunchLimits(
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        3,
        Duration.ofMillis(20),
        2,
        drain,
        Duration.ofMillis(20),
        100_000);
  }

  /** A launcher whose recipes are in this folder and whose state is in one below. */
  public static Launcher in(Path folder) {
    return in(folder, service -> 0, HASTY);
  }

  /** The same, with these calls in flight by service and this patience. */
  static Launcher in(Path folder, ToIntFunction<String> inFlight, LaunchLimits limits) {
    try {
      Files.createDirectories(folder.resolve("state"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Launcher(
        TestRecipes.in(folder),
        TestHardware.commands(),
        TestHardware.state(folder.resolve("state")),
        new ControlClient(),
        inFlight,
        limits);
  }

  /** Writes a recipe that runs {@link FakeService} with these options. */
  public static void recipe(Path folder, String service, String... options) {
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
        Json.createObjectBuilder()
            .add("service", service)
            .add("command", command)
            .add(
                "health",
                Json.createObjectBuilder()
                    .add("path", "/health")
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
