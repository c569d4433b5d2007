package uk.org.rmatool.router.coordinators;

import jakarta.json.JsonArray;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/**
 * A registered coordinator as it is now. Immutable: every change makes another.
 *
 * @param id its id
 * @param tunnelUrl where it can be called
 * @param location its region
 * @param dhtPort the UDP port of its DHT node, empty without one
 * @param sourceAddress where its registration came from
 * @param services what its region provides, as it said last: objects with <code>name</code>, <code>
 *     providers</code>, <code>in_flight</code>, <code>latency_ms</code>; empty when it does not say
 *     (a deployed one)
 * @param registeredAt when it registered last
 * @param lastSeen when it was last heard of; its lease counts from here
 * @param revision of its row; 0 while it has none
 */
public record Coordinator(
    NodeId id,
    URI tunnelUrl,
    String location,
    Optional<Integer> dhtPort,
    String sourceAddress,
    Optional<JsonArray> services,
    Instant registeredAt,
    Instant lastSeen,
    long revision) {

  static final Comparator<Coordinator> BY_AGE =
      Comparator.comparing(Coordinator::registeredAt).thenComparing(Coordinator::id);

  /** The same registration, with what was heard last of either. */
  Coordinator heard(Coordinator other) {
    return lastSeen.isBefore(other.lastSeen) ? seen(other.services, other.lastSeen) : this;
  }

  Coordinator withRevision(long newRevision) {
    return new Coordinator(
        id,
        tunnelUrl,
        location,
        dhtPort,
        sourceAddress,
        services,
        registeredAt,
        lastSeen,
        newRevision);
  }

  Coordinator seen(Optional<JsonArray> newServices, Instant at) {
    return new Coordinator(
        id,
        tunnelUrl,
        location,
        dhtPort,
        sourceAddress,
        newServices.or(() -> services),
        registeredAt,
        at,
        revision);
  }

  /** Healthy providers of a service in its region; empty when it does not say. */
  public Optional<Integer> providers(String service) {
    return services.map(list -> number(list, service, "providers"));
  }

  /** Calls per provider that it was serving when it said so last; 0 when it does not say. */
  public double load(String service) {
    var providers = providers(service).orElse(0);
    return providers == 0
        ? 0
        : services.map(list -> number(list, service, "in_flight")).orElse(0) / (double) providers;
  }

  private static int number(JsonArray list, String service, String member) {
    for (var item : list) {
      if (item.asJsonObject().getString("name", "").equals(service)) {
        return item.asJsonObject().getInt(member, 0);
      }
    }
    return 0;
  }
}
