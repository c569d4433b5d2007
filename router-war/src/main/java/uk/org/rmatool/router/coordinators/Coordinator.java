package uk.org.rmatool.router.coordinators;

import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;

/**
 * A registered coordinator as it is now. Immutable: every change makes another.
 *
 * @param id its id
 * @param tunnelUrl where it can be called
 * @param location its region
 * @param dhtPort the UDP port of its DHT node, empty without one
 * @param sourceAddress where its registration came from
 * @param digest what it said of its region last
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
    Digest digest,
    Instant registeredAt,
    Instant lastSeen,
    long revision) {

  static final Comparator<Coordinator> BY_AGE =
      Comparator.comparing(Coordinator::registeredAt).thenComparing(Coordinator::id);

  /** The same registration, with what was heard last of either. */
  Coordinator heard(Coordinator other) {
    return lastSeen.isBefore(other.lastSeen) ? seen(other.digest, other.lastSeen) : this;
  }

  Coordinator withRevision(long newRevision) {
    return new Coordinator(
        id,
        tunnelUrl,
        location,
        dhtPort,
        sourceAddress,
        digest,
        registeredAt,
        lastSeen,
        newRevision);
  }

  Coordinator seen(Digest said, Instant at) {
    return new Coordinator(
        id,
        tunnelUrl,
        location,
        dhtPort,
        sourceAddress,
        said.or(digest),
        registeredAt,
        at,
        revision);
  }

  /** Healthy providers of a service in its region; empty when it does not say. */
  public Optional<Integer> providers(String service) {
    return digest.providers(service);
  }

  /** Models that providers of a service in its region have loaded. */
  public Stream<String> models(String service) {
    return digest.models(service);
  }

  /** Calls per provider that it was serving when it said so last; 0 when it does not say. */
  public double load(String service) {
    return digest.load(service);
  }
}
