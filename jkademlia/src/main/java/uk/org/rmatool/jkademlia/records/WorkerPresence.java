package uk.org.rmatool.jkademlia.records;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.jkademlia.json.JsonValue;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNull;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;

/**
 * A worker as <code>worker:{id}</code> shows it, in the members that deployed nodes read.
 *
 * @param url where it is called
 * @param services full names
 * @param load 0 to 1
 * @param lastSeen epoch seconds; in deployed nodes' records a number that means nothing to others
 * @param seat whose node keeps its lease by its pings; deployed nodes know nothing of it
 */
public record WorkerPresence(
    String id,
    String url,
    List<String> services,
    JsonObject capabilities,
    double load,
    double lastSeen,
    Optional<Seat> seat) {
  static final String FULL_ID = "full_id";

  public WorkerPresence {
    services = List.copyOf(services);
  }

  /**
   * Where a worker is at home.
   *
   * @param node of the worker, as 40 hexadecimal digits
   * @param coordinator the id of its coordinator
   */
  public record Seat(String node, String coordinator) {}

  /** A worker whose lease is not kept by pings. */
  public WorkerPresence(
      String id,
      String url,
      List<String> services,
      JsonObject capabilities,
      double load,
      double lastSeen) {
    this(id, url, services, capabilities, load, lastSeen, Optional.empty());
  }

  /** The same of another id. */
  WorkerPresence under(String other) {
    return new WorkerPresence(other, url, services, capabilities, load, lastSeen, seat);
  }

  JsonObject json() {
    var members = new HashMap<String, JsonValue>();
    seat.ifPresent(
        it -> {
          members.put("node_id", new JsonString(it.node()));
          members.put("coordinator_id", new JsonString(it.coordinator()));
        });
    members.putAll(
        Map.of(
            "worker_id", new JsonString(id),
            "tunnel_url", new JsonString(url),
            "vpn_ip", new JsonNull(),
            "services", JsonArray.ofTexts(services),
            "capabilities", capabilities,
            "load", new JsonNumber(load),
            "last_seen", new JsonNumber(lastSeen)));
    return new JsonObject(members);
  }

  /** What a record says, if it says whose it is and where it is called. */
  static Optional<WorkerPresence> of(JsonObject json) {
    var id = json.text("worker_id");
    var url = json.text("tunnel_url");
    if (id.isEmpty() || url.isEmpty()) {
      return Optional.empty();
    }
    var capabilities =
        json.get("capabilities").orElse(null) instanceof JsonObject object
            ? object
            : new JsonObject(Map.of());
    return Optional.of(
        new WorkerPresence(
            id.get(),
            url.get(),
            json.get("services").map(LegacyList::texts).orElse(List.of()),
            capabilities,
            json.number("load").orElse(0.0),
            json.number("last_seen").orElse(0.0),
            json.text("node_id")
                .flatMap(node -> json.text("coordinator_id").map(it -> new Seat(node, it)))));
  }
}
