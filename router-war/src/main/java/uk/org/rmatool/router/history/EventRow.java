package uk.org.rmatool.router.history;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;

/** One transition of one coordinator or of one worker's home; written once, never changed. */
@Entity
@Table(schema = "router", name = "router_event")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // JPA reads and fills the fields
public class EventRow {
  private static final int MAX_REASON = 500;

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Column(name = "event_id")
  private long eventId;

  @Column(name = "subject")
  private String subject;

  @Column(name = "subject_id")
  private String subjectId;

  @Column(name = "at")
  private Instant at;

  @Column(name = "transition")
  private String transition;

  @Column(name = "reason")
  private String reason;

  @Column(name = "coordinator_id")
  private @Nullable String coordinatorId;

  @Column(name = "tunnel_url")
  private @Nullable String tunnelUrl;

  @Column(name = "location")
  private @Nullable String location;

  @Column(name = "home_epoch")
  private long homeEpoch;

  protected EventRow() {}

  private EventRow(Subject subject, NodeId id, Instant at, String transition, String reason) {
    this.subject = subject.wireName();
    this.subjectId = id.value();
    this.at = at;
    this.transition = transition;
    this.reason = reason.substring(0, Math.min(reason.length(), MAX_REASON));
  }

  /** Something that says nothing more, such as a decision or a suspicion. */
  public static EventRow of(
      Subject subject, NodeId id, Instant at, String transition, String reason) {
    return new EventRow(subject, id, at, transition, reason);
  }

  /** What happened to a coordinator. */
  public static EventRow ofCoordinator(
      NodeId id, URI tunnelUrl, String location, Instant at, String transition, String reason) {
    var row = new EventRow(Subject.COORDINATOR, id, at, transition, reason);
    row.tunnelUrl = tunnelUrl.toString();
    row.location = location;
    return row;
  }

  /** What happened to a worker's home. */
  public static EventRow ofHome(
      NodeId worker,
      NodeId coordinator,
      String tunnelUrl,
      long epoch,
      Instant at,
      String transition,
      String reason) {
    var row = new EventRow(Subject.WORKER, worker, at, transition, reason);
    row.coordinatorId = coordinator.value();
    row.tunnelUrl = tunnelUrl;
    row.homeEpoch = epoch;
    return row;
  }
}
