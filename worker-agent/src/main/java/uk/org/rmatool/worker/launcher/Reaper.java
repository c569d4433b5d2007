package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.recipes.Launch.Container;

/**
 * A small process beside the worker that ends what the worker leaves behind, however the worker
 * ended: process groups, whole, and containers, which outlive the command that started them. It
 * learns of the worker's end by the end of its input.
 */
final class Reaper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Reaper.class.getName());
  private static final int END_SECONDS = 5;

  /** Lines: + group, k group (ends it now), c engine container, d container (it has ended). */
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      groups= containers=
      without() { for x in $2; do [ "$x" = "$1" ] || printf '%s ' "$x"; done; }
      while read -r what one two; do
        case $what in
          +) groups="$groups $one" ;;
          k) kill -s KILL -- "-$one" 2>/dev/null; groups=$(without "$one" "$groups") ;;
          c) containers="$containers $one=$two" ;;
          d) containers=$(without "$one" "$containers") ;;
        esac
      done
      for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
      for each in $containers; do "${each%%=*}" rm --force "${each#*=}" >/dev/null 2>&1; done
      """;

  private final List<String> command;
  private final Set<String> kept = new LinkedHashSet<>();
  private @Nullable Process process;

  Reaper(Commands commands) {
    var words = new ArrayList<String>();
    commands.find("setsid").ifPresent(it -> words.add(it.toString()));
    commands.find("sh").ifPresent(it -> words.addAll(List.of(it.toString(), "-c", SCRIPT)));
    this.command = commands.find("sh").isPresent() ? List.copyOf(words) : List.of();
  }

  /** From now on this group of processes ends with the worker. */
  void guard(long group) {
    remember("+ " + group);
  }

  /** Ends what is left of a group. */
  void end(long group) {
    forget("+ " + group, "k " + group);
  }

  /** From now on this container ends with the worker. */
  void guard(Container container) {
    remember("c " + container.engine() + " " + container.name());
  }

  /** This container has ended. */
  void ended(Container container) {
    forget(
        "c " + container.engine() + " " + container.name(),
        "d " + container.engine() + "=" + container.name());
  }

  /** Ends what is left, and itself. */
  @Override
  public synchronized void close() {
    var running = process;
    if (running != null) {
      try {
        running.getOutputStream().close();
        var unused = running.waitFor(END_SECONDS, TimeUnit.SECONDS);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "The reaper has ended before. reason=" + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }

  private synchronized void remember(String line) {
    kept.add(line);
    say(line);
  }

  private synchronized void forget(String line, String word) {
    if (kept.remove(line)) {
      say(word);
    }
  }

  /** Says it to the process; to a new one, with all that is known, when the last one is gone. */
  private void say(String line) {
    if (command.isEmpty()) {
      return;
    }
    try {
      if (process == null || !process.isAlive()) {
        process =
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        write(process.getOutputStream(), String.join("\n", kept));
      }
      write(process.getOutputStream(), line);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          () -> "What a killed worker leaves is only ended at its next start. reason=" + e);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
