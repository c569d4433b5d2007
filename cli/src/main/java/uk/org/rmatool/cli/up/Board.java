package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Activity;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.process.ProcessIdentity;

/**
 * The supervisor's own view, published to the run file at every change. A file that cannot be
 * written, because the disk is full for example, stops neither supervising nor stopping.
 */
final class Board {
  private final RunFile file;
  private final int portOffset;
  private final Progress progress;
  private final Map<String, Running> processes = new LinkedHashMap<>();
  private Map<String, String> addresses = Map.of();
  private Phase phase = Phase.STARTING;
  private String failure = "";
  private boolean published = true;

  Board(RunFile file, int portOffset, Progress progress) {
    this.file = file;
    this.portOffset = portOffset;
    this.progress = progress;
  }

  synchronized void phase(Phase next) {
    phase = next;
    publish();
  }

  /** The same for a phase of the start, which fails if nobody can be told of it. */
  synchronized void starting(Phase next) throws IOException {
    phase = next;
    write();
  }

  synchronized void failed(String cause) {
    phase = Phase.FAILED;
    failure = cause;
    publish();
  }

  synchronized void addresses(Map<String, String> next) {
    addresses = new LinkedHashMap<>(next);
    publish();
  }

  synchronized void process(
      Program program, ProcessIdentity identity, Activity activity, int restarts) {
    processes.put(
        program.name(), new Running(program.name(), identity, activity, restarts, program.check()));
    publish();
  }

  synchronized void activity(String name, Activity activity) {
    processes.computeIfPresent(
        name,
        (key, running) ->
            new Running(key, running.identity(), activity, running.restarts(), running.check()));
    publish();
  }

  private void publish() {
    try {
      write();
      published = true;
    } catch (IOException e) {
      if (published) {
        progress.say(
            "  warning: the run file cannot be written, status shows an earlier state: "
                + Failure.describe(e));
      }
      published = false;
    }
  }

  private void write() throws IOException {
    List<Running> latest = new ArrayList<>(processes.values());
    file.write(new RunState(phase, ProcessIdentity.self(), portOffset, failure, addresses, latest));
  }
}
