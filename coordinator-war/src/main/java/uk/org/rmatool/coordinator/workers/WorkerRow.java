package uk.org.rmatool.coordinator.workers;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.WorkerType;

/** A registration as PostgreSQL keeps it. */
@Entity
@Table(schema = "coordinator", name = "worker")
@SuppressWarnings("NullAway.Init") // JPA fills the fields
class WorkerRow {
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

  @Column(name = "tier")
  private int tier;

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

  @Column(name = "heartbeat")
  private String heartbeat;

  @Column(name = "home_epoch")
  private long homeEpoch;

  @Column(name = "registered_at")
  private Instant registeredAt;

  @Column(name = "last_seen")
  private Instant lastSeen;

  protected WorkerRow() {}

  static WorkerRow of(Worker worker) {
    var row = new WorkerRow();
    row.workerId = worker.id().value();
    row.tunnelUrl = worker.tunnelUrl().toString();
    row.vpnIp = worker.vpnIp().orElse(null);
    row.api = worker.ours() ? Registration.OURS : null;
    row.workerType = worker.type().wireName();
    row.tier = worker.type().tier();
    row.capabilities = worker.capabilities().toString();
    row.services = Json.createArrayBuilder(worker.services()).build().toString();
    row.containers = Json.createArrayBuilder(worker.containers()).build().toString();
    row.runnable = texts(worker.runnable());
    row.assignedServices = texts(worker.assigned());
    row.heartbeat = worker.heartbeat().toJson().toString();
    row.homeEpoch = worker.homeEpoch();
    row.registeredAt = worker.registeredAt();
    row.lastSeen = worker.lastSeen();
    return row;
  }

  Worker toWorker() {
    return new Worker(
        new NodeId(workerId),
        URI.create(tunnelUrl),
        Optional.ofNullable(vpnIp),
        Registration.OURS.equals(api),
        WorkerType.valueOf(workerType.toUpperCase(Locale.ROOT)),
        read(capabilities).asJsonObject(),
        read(services).asJsonArray().getValuesAs(JsonObject.class),
        read(containers).asJsonArray().getValuesAs(JsonObject.class),
        new HashSet<>(texts(read(runnable).asJsonArray())),
        texts(read(assignedServices).asJsonArray()),
        Heartbeat.read(new JsonFields(read(heartbeat).asJsonObject())),
        homeEpoch,
        registeredAt,
        lastSeen);
  }

  private static String texts(Collection<String> texts) {
    return Json.createArrayBuilder(texts).build().toString();
  }

  private static List<String> texts(JsonArray array) {
    return array.getValuesAs(JsonString::getString);
  }

  private static JsonValue read(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
