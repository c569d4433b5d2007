package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.wiring.Component;

/** What happened to workers. */
@Component
public class History {
  private final WorkerStore store;

  /**
   * One event.
   *
   * @param eventId grows with time
   * @param at when
   * @param transition what, as docs/registry.md lists it
   * @param reason why, in words
   */
  public record Event(long eventId, Instant at, String transition, String reason) {}

  @Inject
  public History(WorkerStore store) {
    this.store = store;
  }

  /**
   * A worker's events, newest first.
   *
   * @param before only events before this one
   * @param limit how many at most
   */
  public List<Event> of(NodeId worker, long before, int limit) {
    return store.history(worker, before, limit);
  }

  /** Whether anything ever happened to such a worker. */
  public boolean isKnown(NodeId worker) {
    return !of(worker, Long.MAX_VALUE, 1).isEmpty();
  }
}
