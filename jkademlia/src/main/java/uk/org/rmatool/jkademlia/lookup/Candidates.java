package uk.org.rmatool.jkademlia.lookup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Candidate.Proof;
import uk.org.rmatool.jkademlia.lookup.Candidate.State;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * The nodes that a look-up has heard of, the closest first. Anybody may tell of an id at an address
 * that is not its own: so several may be said to be at one address, which is asked once, and one to
 * be at several addresses, each of which is.
 */
final class Candidates {
  /** So many at most are remembered. */
  private static final int MAX = 200;

  /** So many of one host at most are asked: nobody is to be flooded because somebody tells. */
  private static final int MAX_PER_HOST = 8;

  private final NodeId self;
  private final int answers;
  private final NavigableSet<Candidate> all;
  private final Map<Peer, Candidate> byPeer = new HashMap<>();
  private final Map<InetSocketAddress, Candidate> asked = new HashMap<>();
  private final Map<InetAddress, Integer> hosts = new HashMap<>();
  private final Map<State, Integer> counts = new EnumMap<>(State.class);
  private @Nullable List<Candidate> window;
  private int sequence;

  /**
   * None yet.
   *
   * @param answers how many of the closest should answer
   */
  Candidates(Key key, NodeId self, int answers) {
    this.self = self;
    this.answers = answers;
    all =
        new TreeSet<>(
            Comparator.comparing(
                    (Candidate candidate) -> candidate.peer().id().point(), key::compareDistance)
                .thenComparingInt(candidate -> candidate.sequence));
  }

  /** The closest first. */
  Collection<Candidate> all() {
    return all;
  }

  int count(State state) {
    return counts.getOrDefault(state, 0);
  }

  void change(Candidate candidate, State state) {
    counts.merge(candidate.state(), -1, Integer::sum);
    counts.merge(state, 1, Integer::sum);
    candidate.become(state);
    window = null;
  }

  /**
   * Notes a node.
   *
   * @param teller who told of it; null if we know it ourselves
   */
  void add(Peer peer, @Nullable Candidate teller) {
    if (peer.id().equals(self)) {
      return;
    }
    window = null;
    var known = byPeer.get(peer);
    if (known != null) {
      if (teller != null) {
        known.toldBy(teller);
      }
      return;
    }
    var there = asked.get(peer.address());
    if (there != null && there.proved()) {
      return; // there is somebody else
    }
    put(new Candidate(peer, teller, sequence++));
    counts.merge(State.HEARD_OF, 1, Integer::sum);
    if (all.size() > MAX) {
      forget();
    }
  }

  /** Who was asked at an address. */
  @Nullable Candidate at(InetSocketAddress address) {
    return asked.get(address);
  }

  /** Whether it may be asked for the first time: nobody was asked in its place. */
  boolean mayAsk(Candidate candidate) {
    var address = candidate.peer().address();
    return candidate.is(State.HEARD_OF)
        && !asked.containsKey(address)
        && (address.getAddress().isLoopbackAddress()
            || hosts.getOrDefault(address.getAddress(), 0) < MAX_PER_HOST);
  }

  void ask(Candidate candidate, Instant now) {
    var address = candidate.peer().address();
    if (asked.put(address, candidate) == null) {
      hosts.merge(address.getAddress(), 1, Integer::sum);
    }
    candidate.ask(now);
    change(candidate, State.ASKED);
  }

  /** Whoever was asked at an address says who he is. */
  void prove(InetSocketAddress address, NodeId id) {
    var there = asked.get(address);
    if (there == null || there.proved()) {
      return;
    }
    window = null;
    if (there.peer().id().equals(id)) {
      there.prove();
      return;
    }
    remove(there);
    if (id.equals(self)) {
      change(there, State.FAILED);
      return;
    }
    var peer = new Peer(id, address);
    var other = byPeer.get(peer);
    if (other != null) {
      remove(other);
      counts.merge(other.state(), -1, Integer::sum);
    }
    there.become(peer, other == null ? List.of() : List.copyOf(other.tellers()));
    put(there);
  }

  /** Who answered has not said who he is in time. */
  void doubt(Candidate candidate, Proof proof) {
    candidate.proof = proof;
    window = null;
  }

  /**
   * So many of the closest that may still answer in time as should answer. Those of whom only nodes
   * tell whose other contacts were not where they should be come last.
   */
  List<Candidate> window() {
    var known = window;
    if (known == null) {
      known = closest(answers);
      window = known;
    }
    return known;
  }

  private List<Candidate> closest(int count) {
    List<Candidate> closest = new ArrayList<>(count);
    List<Candidate> doubtful = new ArrayList<>();
    for (var candidate : all) {
      if (closest.size() == count) {
        return closest;
      }
      if (candidate.passedOver() || (candidate.is(State.HEARD_OF) && !mayAsk(candidate))) {
        continue;
      }
      (candidate.is(State.HEARD_OF) && !candidate.vouched() ? doubtful : closest).add(candidate);
    }
    closest.addAll(doubtful.subList(0, Math.min(doubtful.size(), count - closest.size())));
    return closest;
  }

  private void put(Candidate candidate) {
    all.add(candidate);
    byPeer.put(candidate.peer(), candidate);
  }

  private void remove(Candidate candidate) {
    all.remove(candidate);
    byPeer.remove(candidate.peer(), candidate);
  }

  /** Forgets the farthest, of those whom nobody vouches for first. */
  private void forget() {
    Candidate farthest = null;
    for (var candidate : all.descendingSet()) {
      if (candidate.is(State.HEARD_OF) && !candidate.vouched()) {
        farthest = candidate;
        break;
      }
      if (farthest == null && candidate.is(State.HEARD_OF)) {
        farthest = candidate;
      }
    }
    if (farthest != null) {
      remove(farthest);
      counts.merge(State.HEARD_OF, -1, Integer::sum);
    }
  }
}
