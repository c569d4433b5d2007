package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.WorkerType;

/**
 * A registration as PostgreSQL keeps it, with its lease. Read through JPA; written in batches
 * ({@link WorkerWrites}).
 */
@Entity
@Table(schema = "coordinator", name = "worker")
@SecondaryTable(
    schema = "coordinator",
    name = "worker_lease",
    pkJoinColumns = @PrimaryKeyJoinColumn(name = "worker_id"))
@SuppressWarnings("NullAway.Init") // JPA fills the fields
class WorkerRow {
  private static final String LEASE = "worker_lease";

  @Id
  @Column(name = "worker_id")
  private String workerId;

  @Column(name = "tunnel_url")
  private String tunnelUrl;

  @Column(name = "vpn_ip")
  private @Nullable String vpnIp;

  @Column(name = "api")
  private @Nullable String api;

  @Column(name = "worker_type")
  private String workerType;

  @Column(name = "capabilities")
  private String capabilities;

  @Column(name = "services")
  private String services;

  @Column(name = "containers")
  private String containers;

  @Column(name = "runnable")
  private String runnable;

  @Column(name = "assigned_services")
  private String assignedServices;

  @Column(name = "home_epoch")
  private long homeEpoch;

  @Column(name = "registered_at")
  private Instant registeredAt;

  @Column(name = "revision")
  private long revision;

  @Column(table = LEASE, name = "last_seen")
  private Instant lastSeen;

  @Column(table = LEASE, name = "interval_seconds")
  private int intervalSeconds;

  @Column(table = LEASE, name = "heartbeat")
  private String heartbeat;

  protected WorkerRow() {}

  Worker toWorker(LeaseConfig leases) {
    var ours = Registration.OURS.equals(api);
    return new Worker(
        new NodeId(workerId),
        URI.create(tunnelUrl),
        Optional.ofNullable(vpnIp),
        ours,
        WorkerType.valueOf(workerType.toUpperCase(Locale.ROOT)),
        Worker.Announced.of(capabilities, services, containers),
        new HashSet<>(texts(runnable)),
        texts(assignedServices),
        Heartbeat.read(new JsonFields(read(heartbeat).asJsonObject())),
        homeEpoch,
        registeredAt,
        lastSeen.toEpochMilli(),
        leases.terms(ours, intervalSeconds),
        revision);
  }

  private static List<String> texts(String array) {
    JsonArray list = read(array).asJsonArray();
    return list.getValuesAs(JsonString::getString);
  }

  private static JsonValue read(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
