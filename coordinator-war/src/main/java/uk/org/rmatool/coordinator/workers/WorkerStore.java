package uk.org.rmatool.coordinator.workers;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Where registrations are kept. What a method did is durable when it returns, and a method that
 * throws has done nothing.
 */
interface WorkerStore {
  List<Worker> all();

  /** Keeps a registration, in place of the worker's last one, and its event. */
  void save(Worker worker, Transition transition, String reason);

  /**
   * Forgets a registration and keeps the event.
   *
   * @param at when it ended
   */
  void remove(Worker worker, Transition transition, Instant at, String reason);

  /** Keeps an event. */
  void note(Worker worker, Transition transition, String reason);

  /** Writes what renewals changed, in one batch. */
  void renew(Collection<Worker> workers) throws SQLException;
}
