package uk.org.rmatool.coordinator.workers;

import jakarta.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One transition of one worker; written once, never changed. */
@Entity
@Table(schema = "coordinator", name = "worker_event")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // JPA reads and fills the fields
class WorkerEventRow {
  private static final int MAX_REASON = 500;

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
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

  @Column(name = "tunnel_url")
  private String tunnelUrl;

  @Column(name = "worker_type")
  private String workerType;

  @Column(name = "services")
  private String services;

  @Column(name = "home_epoch")
  private long homeEpoch;

  protected WorkerEventRow() {}

  static WorkerEventRow of(Worker worker, Transition transition, String reason, Instant at) {
    var row = new WorkerEventRow();
    row.workerId = worker.id().value();
    row.at = at;
    row.transition = transition.wireName();
    row.reason = reason.substring(0, Math.min(reason.length(), MAX_REASON));
    row.tunnelUrl = worker.tunnelUrl().toString();
    row.workerType = worker.type().wireName();
    row.services = Json.createArrayBuilder(worker.provides()).build().toString();
    row.homeEpoch = worker.homeEpoch();
    return row;
  }
}
