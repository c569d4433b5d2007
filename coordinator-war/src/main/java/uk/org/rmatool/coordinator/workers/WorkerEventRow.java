package uk.org.rmatool.coordinator.workers;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One row of the append-only history. Read through JPA; written with the change it tells of. */
@Entity
@Table(schema = "coordinator", name = "worker_event")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // JPA fills the fields
class WorkerEventRow {
  @Id
  @Column(name = "event_id")
  private long eventId;

  @Column(name = "worker_id")
  private String workerId;

  @Column(name = "at")
  private Instant at;

  @Column(name = "transition")
  private String transition;

  @Column(name = "reason")
  private String reason;

  protected WorkerEventRow() {}

  History.Event toEvent() {
    return new History.Event(eventId, at, transition, reason);
  }
}
