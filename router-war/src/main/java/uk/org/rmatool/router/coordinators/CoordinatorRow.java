package uk.org.rmatool.router.coordinators;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;

/** A coordinator's registration as PostgreSQL keeps it, to be read; changes compare revisions. */
@Entity
@Table(schema = "router", name = "coordinator")
@SuppressWarnings("NullAway.Init") // JPA fills the fields
class CoordinatorRow {
  private static final String NOT_SAID = "null";

  @Id
  @Column(name = "coordinator_id")
  private String coordinatorId;

  @Column(name = "tunnel_url")
  private String tunnelUrl;

  @Column(name = "location")
  private String location;

  @Column(name = "dht_port")
  private @Nullable Integer dhtPort;

  @Column(name = "source_address")
  private String sourceAddress;

  @Column(name = "services")
  private String services;

  @Column(name = "workers")
  private @Nullable Integer workers;

  @Column(name = "registered_at")
  private Instant registeredAt;

  @Column(name = "last_seen")
  private Instant lastSeen;

  @Column(name = "revision")
  private long revision;

  protected CoordinatorRow() {}

  /** Its services as they are kept. */
  static String text(Coordinator coordinator) {
    return coordinator.digest().services().map(JsonArray::toString).orElse(NOT_SAID);
  }

  Coordinator toCoordinator() {
    return new Coordinator(
        new NodeId(coordinatorId),
        URI.create(tunnelUrl),
        location,
        Optional.ofNullable(dhtPort),
        sourceAddress,
        new Digest(readServices(), Optional.ofNullable(workers)),
        registeredAt,
        lastSeen,
        revision);
  }

  private Optional<JsonArray> readServices() {
    if (services.equals(NOT_SAID)) {
      return Optional.empty();
    }
    try (var reader = Json.createReader(new StringReader(services))) {
      return Optional.of(reader.readArray());
    }
  }
}
