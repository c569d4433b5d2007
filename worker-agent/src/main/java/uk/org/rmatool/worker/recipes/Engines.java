package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.ToolOutput;

/** What runs containers here: podman or docker, if it is there and does answer. */
@Component
public class Engines {
  private static final Logger LOG = System.getLogger(Engines.class.getName());
  private static final List<String> NAMES = List.of("podman", "docker");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REMOVAL = Duration.ofSeconds(20);
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  private final Commands commands;
  private final Clock clock;
  private Found found = new Found(Optional.empty(), "");
  private Instant until = Instant.MIN;

  /**
   * What was found.
   *
   * @param engine the program that works, if one does
   * @param problem why none does
   */
  record Found(Optional<Path> engine, String problem) {}

  @Inject
  public Engines(Commands commands, Clock clock) {
    this.commands = commands;
    this.clock = clock;
  }

  /** Asks them, at most once a minute. */
  synchronized Found find() {
    var now = clock.instant();
    if (!now.isBefore(until)) {
      found = look();
      until = now.plus(BELIEVED);
    }
    return found;
  }

  /** Removes every container whose name begins so. */
  void removeAll(String prefix) {
    for (var name : NAMES) {
      commands.find(name).ifPresent(program -> removeAll(program.toString(), prefix));
    }
  }

  private static void removeAll(String program, String prefix) {
    var list = List.of(program, "ps", "--all", "--quiet", "--filter", "name=^" + prefix);
    if (ToolOutput.of(list, TIMEOUT) instanceof ToolOutput.Text(var ids) && !ids.isBlank()) {
      LOG.log(
          Level.INFO, "Containers that an earlier run left behind are removed. names=" + prefix);
      var command = new ArrayList<>(List.of(program, "rm", "--force"));
      command.addAll(ids.lines().map(String::strip).toList());
      if (ToolOutput.of(command, REMOVAL) instanceof ToolOutput.Nothing(var reason)) {
        LOG.log(Level.WARNING, () -> "They cannot be removed. reason=" + reason);
      }
    }
  }

  private Found look() {
    var problems = new ArrayList<String>();
    for (var name : NAMES) {
      var program = commands.find(name);
      if (program.isPresent()) {
        switch (ToolOutput.of(List.of(program.get().toString(), "version"), TIMEOUT)) {
          case ToolOutput.Text works -> {
            return new Found(program, "");
          }
          case ToolOutput.Nothing(var reason) ->
              problems.add("%s is there but does not work: %s".formatted(name, reason));
        }
      }
    }
    return new Found(
        Optional.empty(),
        problems.isEmpty() ? "this machine has neither" : String.join(", ", problems));
  }
}
