package uk.org.rmatool.router.homes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import uk.org.rmatool.api.NodeId;

/** A worker's home as PostgreSQL keeps it, to be read; changes compare epochs. */
@Entity
@Table(schema = "router", name = "home")
@SuppressWarnings("NullAway.Init") // JPA fills the fields
class HomeRow {
  @Id
  @Column(name = "worker_id")
  private String workerId;

  @Column(name = "coordinator_id")
  private String coordinatorId;

  @Column(name = "home_epoch")
  private long homeEpoch;

  @Column(name = "tunnel_url")
  private String tunnelUrl;

  @Column(name = "registration")
  private String registration;

  @Column(name = "assigned")
  private String assigned;

  @Column(name = "registered_at")
  private Instant registeredAt;

  @Column(name = "last_seen")
  private Instant lastSeen;

  protected HomeRow() {}

  Home toHome() {
    return new Home(
        new NodeId(workerId),
        new NodeId(coordinatorId),
        homeEpoch,
        tunnelUrl,
        registration,
        assigned,
        registeredAt,
        lastSeen);
  }
}
