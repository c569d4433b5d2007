package uk.org.rmatool.coordinator.workers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What goes wrong with services of our workers, and when that is over, as their heartbeats tell it:
 * kept until it is written to the history. Safe for any number of threads.
 */
final class ServiceTroubles {
  /** States, by their first word, that a worker does not get out of by itself soon. */
  static final List<String> WORDS = List.of("failed", "unsupported", "paused", "impaired");

  private static final int MAX_UNWRITTEN = 10_000;

  /** Numbers, such as how often it has failed, and a log's last lines. */
  private static final Pattern CHANGING = Pattern.compile("; last lines: .*|\\d+", Pattern.DOTALL);

  private final List<WorkerEvent> unwritten = new ArrayList<>();

  /** A worker said this after that. */
  void heard(Worker worker, Heartbeat before, Instant at) {
    var now = worker.heartbeat().servicesStatus();
    var was = before.servicesStatus();
    if (!worker.ours() || now.equals(was)) {
      return;
    }
    for (var state : now.entrySet()) {
      var trouble = trouble(state.getValue());
      if (!trouble.equals(trouble(was.getOrDefault(state.getKey(), "")))) {
        var transition = trouble.isEmpty() ? Transition.SERVICE_WELL : Transition.SERVICE_TROUBLE;
        add(WorkerEvent.of(worker, at, transition, text(state)));
      }
    }
  }

  /** What was heard since the last time. */
  synchronized List<WorkerEvent> take() {
    var taken = List.copyOf(unwritten);
    unwritten.clear();
    return taken;
  }

  private synchronized void add(WorkerEvent event) {
    if (unwritten.size() < MAX_UNWRITTEN) {
      unwritten.add(event);
    }
  }

  private static String text(Map.Entry<String, String> state) {
    return state.getKey() + " is " + state.getValue();
  }

  /** What is wrong, without what is different each time it is said; empty when nothing is. */
  private static String trouble(String state) {
    return WORDS.stream().anyMatch(state::startsWith) ? CHANGING.matcher(state).replaceAll("") : "";
  }
}
