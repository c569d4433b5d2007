package uk.org.rmatool.jkademlia.records;

import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;

/**
 * A coordinator as <code>coordinator:{id}</code> shows it, in the members that deployed nodes read.
 *
 * @param url where it is called
 * @param location its region
 * @param dhtPort the UDP port of its node
 * @param lastSeen epoch seconds; in deployed nodes' records a number that means nothing to others
 */
public record CoordinatorPresence(
    String id, String url, String location, int dhtPort, double lastSeen) {
  private static final int PORT = 8468;

  JsonObject json() {
    return new JsonObject(
        Map.of(
            "coordinator_id", new JsonString(id),
            "tunnel_url", new JsonString(url),
            "location", new JsonString(location),
            "dht_port", new JsonNumber(dhtPort),
            "last_seen", new JsonNumber(lastSeen)));
  }

  /** What a record says, if it says whose it is and where it is called. */
  static Optional<CoordinatorPresence> of(JsonObject json) {
    var id = json.text("coordinator_id");
    var url = json.text("tunnel_url");
    if (id.isEmpty() || url.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CoordinatorPresence(
            id.get(),
            url.get(),
            json.text("location").orElse(""),
            json.number("dht_port")
                .map(Double::intValue)
                .filter(port -> port > 0 && port <= 65_535)
                .orElse(PORT),
            json.number("last_seen").orElse(0.0)));
  }
}
