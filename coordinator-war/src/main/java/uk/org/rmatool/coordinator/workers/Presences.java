package uk.org.rmatool.coordinator.workers;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.workers.PingLeases.Source;
import uk.org.rmatool.jkademlia.id.Recent;

/**
 * Which workers gave their signed presence to this coordinator's node, and from where. Anybody may
 * send a presence that he read, from addresses that he made up; so only a few places are kept for a
 * worker, and only a few for all who are not registered here.
 */
final class Presences {
  static final int PLACES = 3;

  private static final int WORKERS = 200_000;
  private static final int STRANGERS = 1_000;

  private final Map<NodeId, Known> workers = new Recent<>(WORKERS);
  private final Map<Source, Presence> places = new Recent<>(PLACES * WORKERS);
  private final Map<Source, Presence> strangers = new Recent<>(STRANGERS);

  /** Whose presence came from a place, and when it runs out. */
  record Presence(NodeId worker, Instant until) {}

  private record Known(Instant until, Deque<Source> places) {}

  /**
   * A presence came.
   *
   * @param registered whether that worker is registered here
   */
  synchronized void came(Source from, Presence presence, boolean registered) {
    gone(from);
    if (!registered) {
      strangers.put(from, presence);
      return;
    }
    var known = workers.get(presence.worker());
    var kept = known == null ? new ArrayDeque<Source>() : known.places();
    kept.addLast(from);
    places.put(from, presence);
    if (kept.size() > PLACES) {
      places.remove(kept.removeFirst());
    }
    workers.put(presence.worker(), new Known(presence.until(), kept));
  }

  /** Whoever is at a place counts on another coordinator now. */
  synchronized void gone(Source from) {
    strangers.remove(from);
    var was = places.remove(from);
    if (was != null) {
      forget(was.worker(), from);
    }
  }

  private void forget(NodeId worker, Source place) {
    var known = workers.get(worker);
    if (known != null) {
      known.places().remove(place);
      if (known.places().isEmpty()) {
        workers.remove(worker);
      }
    }
  }

  /** Whose presence came from there and holds. */
  synchronized Optional<Presence> at(Source from, Instant now) {
    @Nullable Presence found = places.containsKey(from) ? places.get(from) : strangers.get(from);
    return Optional.ofNullable(found).filter(presence -> presence.until().isAfter(now));
  }

  /** Whether a worker's presence came, from wherever, and holds. */
  synchronized boolean holds(NodeId worker, Instant now) {
    var known = workers.get(worker);
    return known != null && known.until().isAfter(now);
  }

  /** Whether a worker's presence ever came. */
  synchronized boolean knows(NodeId worker) {
    return workers.containsKey(worker);
  }
}
