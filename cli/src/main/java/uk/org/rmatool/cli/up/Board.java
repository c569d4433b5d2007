package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Activity;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.process.ProcessIdentity;

/** The supervisor's own view, published to the run file at every change. */
final class Board {
  private final RunFile file;
  private final int portOffset;
  private final Map<String, Running> processes = new LinkedHashMap<>();
  private Map<String, String> addresses = Map.of();
  private Phase phase = Phase.STARTING;
  private String failure = "";

  Board(RunFile file, int portOffset) {
    this.file = file;
    this.portOffset = portOffset;
  }

  synchronized void phase(Phase next) {
    phase = next;
    publish();
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
    List<Running> latest = new ArrayList<>(processes.values());
    try {
      file.write(
          new RunState(phase, ProcessIdentity.self(), portOffset, failure, addresses, latest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
