package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Tells the router now and then which of the workers that came through it are there, though they
 * send it no heartbeats: so that it moves them when this coordinator is lost.
 */
@Component
class PingedWorkers {
  /** Half of the silence after which the router does not move a worker. */
  private static final Duration OFTEN = Duration.ofMinutes(5);

  private static final Duration LATELY = Duration.ofMinutes(1);
  private static final int MOST = 2_000;

  private final Fleet fleet;
  private final Deque<String> waiting = new ArrayDeque<>();
  private Instant due = Instant.EPOCH;

  @Inject
  PingedWorkers(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Those to be told of with this heartbeat; most tell of nobody. */
  List<String> next(Instant now) {
    if (waiting.isEmpty() && !now.isBefore(due)) {
      due = now.plus(OFTEN);
      fleet.pingedSince(now.minus(LATELY)).stream()
          .filter(worker -> worker.homeEpoch() > 0)
          .forEach(worker -> waiting.add(worker.id().value()));
    }
    List<String> told = new ArrayList<>();
    while (!waiting.isEmpty() && told.size() < MOST) {
      told.add(waiting.remove());
    }
    return told;
  }
}
