package uk.org.rmatool.worker.membership;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.Optional;

/**
 * Where pings renew this worker's lease, as a coordinator's answers tell.
 *
 * @param coordinator the id that this worker's presence is to name
 * @param node id of the coordinator's DHT node, 40 hexadecimal digits
 * @param host name or address of its machine
 * @param port its UDP port
 * @param interval between two pings
 */
record PingTarget(String coordinator, String node, String host, int port, Duration interval) {
  private static final String MEMBER = "lease_ping";
  private static final int MAX_PORT = 65_535;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What an answer tells; empty when pings renew nothing, or it makes no sense. */
  static Optional<PingTarget> of(JsonObject answer) {
    if (answer.get(MEMBER) instanceof JsonObject told
        && told.get("coordinator_id") instanceof JsonString coordinator
        && told.get("node_id") instanceof JsonString node
        && told.get("host") instanceof JsonString host
        && told.get("port") instanceof JsonNumber port
        && told.get("interval_seconds") instanceof JsonNumber seconds) {
      var interval = Duration.ofMillis((long) (seconds.doubleValue() * 1000));
      return Optional.of(
              new PingTarget(
                  coordinator.getString(),
                  node.getString(),
                  host.getString(),
                  port.intValue(),
                  interval))
          .filter(target -> target.port > 0 && target.port <= MAX_PORT)
          .filter(target -> !interval.isZero() && interval.compareTo(LONGEST) <= 0);
    }
    return Optional.empty();
  }

  /** Whether the coordinator knows this worker's presence; one that says nothing does. */
  static boolean isPresenceSeen(JsonObject answer) {
    return !(answer.get(MEMBER) instanceof JsonObject told)
        || told.getBoolean("presence_seen", true);
  }

  /** Whether this is the same coordinator at the same address, perhaps another replica of it. */
  boolean isAtTheSamePlace(PingTarget other) {
    return coordinator.equals(other.coordinator) && host.equals(other.host) && port == other.port;
  }
}
