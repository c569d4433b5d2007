package uk.org.rmatool.dht;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The coordinators that a router or coordinator told of over HTTP: what only coordinators may say
 * in the DHT is believed of these.
 */
@Component
public class Coordinators {
  private volatile List<Known> known = List.of();

  /**
   * A coordinator.
   *
   * @param location its region; empty if that was not told
   * @param url where it is called over HTTP, if that was told
   * @param nodes where its node may be
   */
  record Known(String id, String location, Optional<URI> url, List<InetSocketAddress> nodes) {
    Known {
      nodes = List.copyOf(nodes);
    }

    boolean isOurs() {
      return CertifiedId.parse(id).isPresent();
    }
  }

  /** These are told now; if they are none, those of before stay. */
  void told(List<Known> coordinators) {
    if (!coordinators.isEmpty()) {
      known = List.copyOf(coordinators);
    }
  }

  List<Known> all() {
    return known;
  }

  /** Where one of them can be called over HTTP. */
  public Optional<URI> url(String id) {
    return known.stream()
        .filter(one -> one.id().equals(id))
        .flatMap(one -> one.url().stream())
        .findFirst();
  }

  /**
   * Where the nodes of ours may be. Deployed ones are left out: they would tell everybody of
   * whoever talks to them.
   */
  Set<InetSocketAddress> nodes() {
    return known.stream()
        .filter(Known::isOurs)
        .flatMap(coordinator -> coordinator.nodes().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether one of them has this key. */
  boolean have(Bytes publicKey) {
    return known.stream()
        .flatMap(coordinator -> CertifiedId.parse(coordinator.id()).stream())
        .anyMatch(id -> id.certifies(publicKey));
  }
}
