package uk.org.rmatool.worker.traffic;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.dht.Directory;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.membership.ControlPlane;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.OwnCoordinator;
import uk.org.rmatool.worker.membership.Reply;

/**
 * Other workers that provide what this one lacks: as the DHT says, what it does not know this
 * worker's coordinator, and in the end the router. Who was found counts for a minute or until he
 * cannot be reached, and that there is nobody for some seconds, so that calls for a missing service
 * do not become as many searches. Whoever could not be reached is not taken from the DHT again for
 * a minute.
 */
@Component
class Peers {
  private static final Duration KNOWN = Duration.ofSeconds(60);
  private static final Duration KNOWN_MISSING = Duration.ofSeconds(3);
  private static final int MAX_SERVICES = 1_000;

  private final ControlPlane control;
  private final Directory directory;
  private final OwnCoordinator own;
  private final Identity identity;
  private final Clock clock;
  private final Map<String, Entry> known = new ConcurrentHashMap<>();
  private final Map<String, Instant> failed = new ConcurrentHashMap<>();

  /** Counts for {@link RoutingCounters}. */
  final LongAdder hits = new LongAdder();

  final LongAdder misses = new LongAdder();
  final LongAdder dhtLookups = new LongAdder();
  final LongAdder httpLookups = new LongAdder();

  /**
   * What was found.
   *
   * @param found the peer, or why there is none
   * @param until when it must be looked for again
   */
  private record Entry(Found found, Instant until) {}

  /** What became of a search. */
  sealed interface Found {
    /** A worker that provides the service. */
    record Peer(String id, URI address) implements Found {}

    /** There is none, and why. */
    record Nobody(String reason) implements Found {}
  }

  @Inject
  Peers(
      ControlPlane control,
      Directory directory,
      OwnCoordinator own,
      Identity identity,
      Clock clock) {
    this.control = control;
    this.directory = directory;
    this.own = own;
    this.identity = identity;
    this.clock = clock;
  }

  Found find(String service) {
    var now = clock.instant();
    var entry = known.get(service);
    if (entry != null && now.isBefore(entry.until())) {
      hits.increment();
      return entry.found();
    }
    misses.increment();
    var found = inDht(service, now).orElseGet(() -> ask(service));
    makeRoom(now);
    var lasts = found instanceof Found.Peer ? KNOWN : KNOWN_MISSING;
    known.put(service, new Entry(found, now.plus(lasts)));
    return found;
  }

  /** The peer could not be reached; the next call looks again. */
  void drop(String service) {
    var entry = known.remove(service);
    if (entry != null && entry.found() instanceof Found.Peer(var id, var address)) {
      var now = clock.instant();
      failed.values().removeIf(until -> !now.isBefore(until));
      if (failed.size() < MAX_SERVICES) {
        failed.put(id, now.plus(KNOWN));
      }
    }
  }

  /** Peers known now. */
  int size() {
    var now = clock.instant();
    return (int)
        known.values().stream()
            .filter(e -> e.found() instanceof Found.Peer && now.isBefore(e.until()))
            .count();
  }

  private Optional<Found> inDht(String service, Instant now) {
    if (!directory.available()) {
      return Optional.empty();
    }
    dhtLookups.increment();
    return directory.provider(service, unwanted(now)).flatMap(Peers::peer);
  }

  /** This worker itself, and who could not be reached lately. */
  private Set<String> unwanted(Instant now) {
    var unwanted = new HashSet<String>();
    unwanted.add(identity.id().value());
    failed.forEach(
        (id, until) -> {
          if (now.isBefore(until)) {
            unwanted.add(id);
          }
        });
    return unwanted;
  }

  private static Optional<Found> peer(WorkerPresence worker) {
    try {
      return Optional.of(new Found.Peer(worker.id(), AnnouncedAddress.parse(worker.url())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Found ask(String service) {
    var registeredAt = control.coordinator();
    return own.url()
        .filter(url -> !url.equals(registeredAt))
        .flatMap(url -> askOwn(url, service))
        .orElseGet(() -> ask(registeredAt, service));
  }

  /** Empty when somebody else may know more. */
  private Optional<Found> askOwn(URI coordinator, String service) {
    httpLookups.increment();
    return switch (control.find(coordinator, service)) {
      case Reply.Accepted(var answer) ->
          Optional.of(peer(answer)).filter(Found.Peer.class::isInstance);
      case Reply.Unknown(var reason) -> Optional.empty();
      case Reply.Failed(var reason, var away) -> {
        if (away) {
          own.noHelp();
        }
        yield Optional.empty();
      }
    };
  }

  private Found ask(URI at, String service) {
    httpLookups.increment();
    return switch (control.find(at, service)) {
      case Reply.Accepted(var answer) -> peer(answer);
      case Reply.Unknown(var reason) -> new Found.Nobody(reason);
      case Reply.Failed(var reason, var away) -> new Found.Nobody(reason);
    };
  }

  private Found peer(JsonObject answer) {
    var id = text(answer, "worker_id").orElse("");
    if (id.equals(identity.id().value())) {
      return new Found.Nobody("the coordinator knows of no other worker that provides it");
    }
    try {
      return new Found.Peer(id, AnnouncedAddress.parse(text(answer, "worker_url").orElse("")));
    } catch (IllegalArgumentException e) {
      return new Found.Nobody("the address that the coordinator gave " + e.getMessage());
    }
  }

  private static Optional<String> text(JsonObject json, String name) {
    return json.get(name) instanceof JsonString s ? Optional.of(s.getString()) : Optional.empty();
  }

  private void makeRoom(Instant now) {
    if (known.size() >= MAX_SERVICES) {
      known.values().removeIf(entry -> !now.isBefore(entry.until()));
      for (Iterator<String> it = known.keySet().iterator();
          known.size() >= MAX_SERVICES && it.hasNext(); ) {
        it.next();
        it.remove();
      }
    }
  }
}
