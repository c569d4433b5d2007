package uk.org.rmatool.jkademlia.routing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.id.Origin;

/**
 * The nodes at one range of distances, the one that answered longest ago first, and as many that
 * wait for a place, the one that answered last first (Kademlia, sections 2.2 and 4.1).
 */
final class Bucket {
  /** So many unanswered requests in a row end a place that another one waits for. */
  private static final int FAILURES_IF_OTHERS_WAIT = 2;

  /** So many end it in any case. */
  private static final int FAILURES = 4;

  private final int capacity;
  private final int perSubnet;
  private final List<Place> places = new ArrayList<>();
  private final Deque<Peer> waiting = new ArrayDeque<>();

  /** When somebody here was last looked for. */
  private Instant touched;

  Bucket(int capacity, int perSubnet, Instant now) {
    this.capacity = capacity;
    this.perSubnet = perSubnet;
    this.touched = now;
  }

  /** A node that has a place. */
  static final class Place {
    private final Peer peer;
    private Instant answered;
    private int failures;

    private Place(Peer peer, Instant answered) {
      this.peer = peer;
      this.answered = answered;
    }

    Peer peer() {
      return peer;
    }

    Instant answered() {
      return answered;
    }

    boolean suspect() {
      return failures > 0;
    }
  }

  List<Place> places() {
    return places;
  }

  List<Peer> waiting() {
    return List.copyOf(waiting);
  }

  Instant touched() {
    return touched;
  }

  void touch(Instant now) {
    touched = now;
  }

  /** Whether the peer has a place, under this address. */
  boolean has(Peer peer) {
    var place = find(peer.id());
    return place != null && place.peer.equals(peer);
  }

  /**
   * Notes that a peer answered.
   *
   * @return whether it got or has a place
   */
  boolean answered(Peer peer, Instant now) {
    var place = find(peer.id());
    if (place != null) {
      if (!place.peer.equals(peer)) {
        wait(peer);
        return false; // the same id elsewhere: the first one keeps it for as long as it answers
      }
      place.answered = now;
      place.failures = 0;
      places.remove(place);
      places.add(place);
      return true;
    }
    waiting.remove(peer);
    if (places.size() < capacity && roomForSubnetOf(peer)) {
      places.add(new Place(peer, now));
      return true;
    }
    wait(peer);
    return false;
  }

  private void wait(Peer peer) {
    waiting.remove(peer);
    waiting.addFirst(peer);
    if (waiting.size() > capacity) {
      waiting.removeLast();
    }
  }

  /**
   * Notes that a peer did not answer.
   *
   * @return whether it lost its place
   */
  boolean failed(Peer peer) {
    waiting.remove(peer);
    var place = find(peer.id());
    if (place == null || !place.peer.equals(peer)) {
      return false;
    }
    place.failures++;
    return place.failures >= FAILURES
        || (place.failures >= FAILURES_IF_OTHERS_WAIT && !waiting.isEmpty());
  }

  /**
   * Who should be asked whether it still lives because this one has to wait: who has its id, or
   * else who answered longest ago.
   */
  Optional<Peer> inTheWayOf(Peer peer) {
    var place = find(peer.id());
    return place == null
        ? places.stream().findFirst().map(Place::peer)
        : Optional.of(place.peer).filter(there -> !there.equals(peer));
  }

  /** Takes its place from a node. */
  void remove(NodeId id) {
    places.removeIf(place -> place.peer.id().equals(id));
  }

  /** The next one who may have a place that is free; it waits no longer. */
  Optional<Peer> next() {
    if (places.size() < capacity) {
      for (var peer : waiting) {
        if (find(peer.id()) == null && roomForSubnetOf(peer)) {
          waiting.remove(peer);
          return Optional.of(peer);
        }
      }
    }
    return Optional.empty();
  }

  private @Nullable Place find(NodeId id) {
    for (var place : places) {
      if (place.peer.id().equals(id)) {
        return place;
      }
    }
    return null;
  }

  private boolean roomForSubnetOf(Peer peer) {
    if (peer.address().getAddress().isLoopbackAddress()) {
      return true;
    }
    var subnet = subnet(peer);
    return places.stream().filter(place -> subnet(place.peer).equals(subnet)).count() < perSubnet;
  }

  private static Origin subnet(Peer peer) {
    return Origin.of(peer.address().getAddress()).subnet();
  }
}
