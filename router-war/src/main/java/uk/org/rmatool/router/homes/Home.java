package uk.org.rmatool.router.homes;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.time.Instant;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;

/**
 * Where a worker lives.
 *
 * @param worker the worker
 * @param coordinator its coordinator
 * @param epoch grows with every move; the higher one is right
 * @param tunnelUrl where the worker can be called
 * @param registration the body of its last registration, as it was sent
 * @param assigned the services that it has, as its coordinator said last, a JSON list
 * @param registeredAt when it registered last
 * @param lastSeen when it was last heard of through this router
 */
record Home(
    NodeId worker,
    NodeId coordinator,
    long epoch,
    String tunnelUrl,
    String registration,
    String assigned,
    Instant registeredAt,
    Instant lastSeen) {

  /** The field of a registration by which the router hands a worker over. */
  static final String ASSIGNED = "assigned_services";

  private static final String OURS = "rma/2";

  /** The field by which the router tells what operators decided. */
  static final String INTENT = "intent";

  /** What is added to a registration for it: nothing while nothing is decided. */
  static JsonObjectBuilder member(Intent decided) {
    var json = Json.createObjectBuilder();
    return decided.equals(Intent.NONE) ? json : json.add(INTENT, decided.toJson());
  }

  Home movedTo(NodeId newCoordinator, long newEpoch) {
    return new Home(
        worker,
        newCoordinator,
        newEpoch,
        tunnelUrl,
        registration,
        assigned,
        registeredAt,
        lastSeen);
  }

  Home seen(Instant at) {
    return new Home(
        worker, coordinator, epoch, tunnelUrl, registration, assigned, registeredAt, at);
  }

  /** Whether the worker speaks our own protocol. */
  boolean isOurs() {
    try (var body = Json.createReader(new StringReader(registration))) {
      return body.readObject().getString("api", "").equals(OURS);
    }
  }

  Home withAssigned(String services) {
    return new Home(
        worker, coordinator, epoch, tunnelUrl, registration, services, registeredAt, lastSeen);
  }

  /** What another coordinator is told, so that the worker keeps what it has. */
  String transfer(Intent decided) {
    try (var body = Json.createReader(new StringReader(registration));
        var services = Json.createReader(new StringReader(assigned))) {
      return Json.createObjectBuilder(body.readObject())
          .add(ASSIGNED, services.readArray())
          .addAll(member(decided))
          .build()
          .toString();
    }
  }
}
