package uk.org.rmatool.worker.traffic;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.membership.ControlPlane;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.Reply;

/**
 * Other workers that provide what this one lacks. A coordinator's word counts for a minute, and its
 * word that there is nobody for some seconds, so that calls for a missing service do not become as
 * many calls to the coordinator.
 */
@Component
class Peers {
  private static final Duration KNOWN = Duration.ofSeconds(60);
  private static final Duration KNOWN_MISSING = Duration.ofSeconds(3);
  private static final int MAX_SERVICES = 1_000;

  private final ControlPlane control;
  private final Identity identity;
  private final Clock clock;
  private final Map<String, Entry> known = new ConcurrentHashMap<>();

  /** Counts for {@link RoutingCounters}. */
  final LongAdder hits = new LongAdder();

  final LongAdder misses = new LongAdder();

  /**
   * What a coordinator said.
   *
   * @param found the peer, or why there is none
   * @param until when it must be asked again
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
  Peers(ControlPlane control, Identity identity, Clock clock) {
    this.control = control;
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
    var found = ask(service);
    makeRoom(now);
    var lasts = found instanceof Found.Peer ? KNOWN : KNOWN_MISSING;
    known.put(service, new Entry(found, now.plus(lasts)));
    return found;
  }

  /** The peer could not be reached; the next call asks again. */
  void drop(String service) {
    known.remove(service);
  }

  /** Peers known now. */
  int size() {
    var now = clock.instant();
    return (int)
        known.values().stream()
            .filter(e -> e.found() instanceof Found.Peer && now.isBefore(e.until()))
            .count();
  }

  private Found ask(String service) {
    return switch (control.find(service)) {
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
