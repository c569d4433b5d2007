package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;

/**
 * Ends what a supervisor that was killed has left running. Only with the lock in hand, or after the
 * supervisor was seen dead.
 */
public final class Leftovers {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final Home home;
  private final Progress progress;

  public Leftovers(Home home, Progress progress) {
    this.home = home;
    this.progress = progress;
  }

  /**
   * Ends the recorded processes that still are the recorded ones, servers before the database, and
   * what those that were not stopped have left in their sessions.
   */
  public void clear(Optional<RunState> earlier) throws IOException, InterruptedException {
    if (earlier.isPresent()) {
      for (var process : earlier.get().processes().reversed()) {
        if (process.identity().alive()) {
          progress.say(
              "  ending %s (pid %d), left by an earlier run"
                  .formatted(process.name(), process.identity().pid()));
          var database = process.name().equals("database");
          Stopping.stop(process.identity(), database ? Signal.INT : Signal.TERM, DEADLINE);
        }
        if (!earlier.get().hasStopped(process)) {
          Stopping.sweepSession(process.identity());
        }
      }
    }
    EmbeddedDatabase.clearLeftover(home);
  }
}
