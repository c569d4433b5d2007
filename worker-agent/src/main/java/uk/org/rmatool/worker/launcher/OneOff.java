package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.worker.recipes.Launch;
import uk.org.rmatool.worker.recipes.Recipe;
import uk.org.rmatool.worker.recipes.Recipe.Limits;

/** A command that is run to its end, and with the worker's if that comes first. */
final class OneOff {
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Starter starter;
  private final ServiceLog log;

  OneOff(Starter starter, ServiceLog log) {
    this.starter = starter;
    this.log = log;
  }

  /** Gives why it failed; empty when it did not. */
  Optional<String> run(Recipe recipe, Launch command, Path folder, Duration timeout)
      throws IOException, InterruptedException {
    var unlimited =
        new Launch(
            command.command(), command.environment(), Limits.NONE, Limits.NONE, Optional.empty());
    var started = starter.start(recipe, unlimited, folder);
    var process = started.process();
    try {
      process.getOutputStream().close();
      var words = log.follow(process.getInputStream(), recipe.service());
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of("its command did not end within %d s".formatted(timeout.toSeconds()));
      }
      var unused = words.join(LAST_WORDS);
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(
              "its command ended with status %d: %s"
                  .formatted(process.exitValue(), String.join(" | ", log.lastLines())));
    } finally {
      process.destroyForcibly();
      starter.clear(started);
    }
  }
}
