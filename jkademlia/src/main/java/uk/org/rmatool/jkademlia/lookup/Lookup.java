package uk.org.rmatool.jkademlia.lookup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Candidate.State;
import uk.org.rmatool.jkademlia.lookup.Step.Result;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * An iterative look-up (Kademlia, section 2.3) without rounds: as soon as one of the α requests is
 * answered, fails or turns out slow, the closest node not asked yet is asked instead. It ends when
 * so many of the closest nodes as were wanted have answered, or returned the value. Who returns the
 * value tells of no other nodes; the closest of those are asked for them as well when all values
 * are wanted, since everybody known may hold it.
 */
public final class Lookup {
  /** So many requests at most, however many nodes others make up. */
  private static final int MAX_STEPS = 120;

  /** So many nodes at most are remembered; the farthest are forgotten first. */
  private static final int MAX_CANDIDATES = 100;

  /** So many of one host at most: nobody is to be flooded because somebody tells of him. */
  private static final int MAX_PER_HOST = 8;

  private final Goal goal;
  private final NodeId self;
  private final NavigableMap<Key, Candidate> candidates;
  private final Set<InetSocketAddress> addresses = new HashSet<>();
  private final Map<InetAddress, Integer> hosts = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private int asked;
  private int values;
  private int hops;

  /**
   * What is looked for.
   *
   * @param values how many nodes should return the value; 0 to look for nodes alone
   * @param answers how many of the closest nodes should answer
   * @param alpha requests under way at a time, slow ones apart
   */
  public record Goal(Key key, int values, int answers, int alpha) {}

  /**
   * Begins one.
   *
   * @param seeds the closest nodes known
   */
  public Lookup(Goal goal, NodeId self, List<Peer> seeds) {
    this.goal = goal;
    this.self = self;
    candidates = new TreeMap<>(goal.key()::compareDistance);
    seeds.forEach(seed -> add(seed, 1));
  }

  public Goal goal() {
    return goal;
  }

  /** Whom to ask now; they count as asked. */
  public List<Peer> next(Instant now) {
    List<Peer> next = new ArrayList<>();
    if (done()) {
      return next;
    }
    int free = goal.alpha() - count(State.ASKED);
    var window = window();
    for (var candidate : window) {
      if (next.size() >= free || asked >= MAX_STEPS) {
        break;
      }
      if (candidate.is(State.HEARD_OF) || shouldTell(candidate, window)) {
        candidate.state = State.ASKED;
        candidate.asked = now;
        asked++;
        next.add(candidate.peer);
      }
    }
    if (next.isEmpty() && free == goal.alpha()) {
      repeat(next, window, now);
    }
    return next;
  }

  /** Asks for the value once more: a long one is not sent to strangers, and we may be known now. */
  private void repeat(List<Peer> next, List<Candidate> window, Instant now) {
    for (var candidate : window) {
      if (next.size() < goal.alpha() && asked < MAX_STEPS && shouldRepeat(candidate, window)) {
        candidate.repeated = true;
        candidate.state = State.ASKED;
        candidate.asked = now;
        asked++;
        next.add(candidate.peer);
      }
    }
  }

  private boolean shouldRepeat(Candidate candidate, List<Candidate> window) {
    return goal.values() >= goal.answers()
        && candidate.is(State.ANSWERED)
        && candidate.value == null
        && !candidate.repeated
        && values < goal.values()
        && (values > 0 || window.indexOf(candidate) < goal.alpha());
  }

  /** Whether a node is asked who else there is, having returned the value. */
  public boolean asksForNodes(Peer peer) {
    var candidate = candidates.get(peer.id().point());
    return goal.values() == 0 || (candidate != null && candidate.value != null);
  }

  /** A node that was asked told of others. */
  public void told(Peer from, List<Peer> others, Instant now) {
    var candidate = answered(from, Result.NODES, now);
    if (candidate != null) {
      candidate.told = true;
      others.forEach(other -> add(other, candidate.hop + 1));
    }
  }

  /** A node that was asked returned the value. */
  public void found(Peer from, Value value, Instant now) {
    var candidate = answered(from, Result.VALUE, now);
    if (candidate != null) {
      candidate.value = value;
      if (values++ == 0) {
        hops = candidate.hop;
      }
    }
  }

  /** A node that was asked returned a value that is not believed. */
  public void refused(Peer from, Instant now) {
    var candidate = answered(from, Result.REFUSED, now);
    if (candidate != null) {
      candidate.told = true;
      candidate.repeated = true;
    }
  }

  /** A node that was asked takes longer than it should; the next one is not kept waiting. */
  public void slow(Peer peer) {
    var candidate = candidates.get(peer.id().point());
    if (candidate != null && candidate.is(State.ASKED)) {
      candidate.state = State.SLOW;
    }
  }

  /** A node that was asked will not answer any more. */
  public void failed(Peer peer, Instant now) {
    var candidate = waitedFor(peer);
    if (candidate != null) {
      candidate.state =
          candidate.value == null && !candidate.repeated ? State.FAILED : State.ANSWERED;
      candidate.told = true;
      note(candidate, Result.NO_ANSWER, now);
    }
  }

  /** Whether nobody needs to be asked or waited for any more. */
  public boolean done() {
    int slow = count(State.SLOW);
    if (goal.values() > 0 && values > 0 && values + slow >= goal.values()) {
      return true;
    }
    if (asked >= MAX_STEPS) {
      return count(State.ASKED) == 0;
    }
    int answered = 0;
    var window = window();
    for (var candidate : window) {
      if (!candidate.is(State.ANSWERED)
          || shouldTell(candidate, window)
          || shouldRepeat(candidate, window)) {
        return false;
      }
      answered++;
    }
    return slow == 0 || values > 0 || answered * 2 >= goal.answers();
  }

  /** The closest nodes that answered, at most as many as were wanted, the closest first. */
  public List<Peer> closest() {
    return candidates.values().stream()
        .filter(candidate -> candidate.is(State.ANSWERED))
        .limit(goal.answers())
        .map(candidate -> candidate.peer)
        .toList();
  }

  /** The closest nodes that answered or were only heard of, the closest first. */
  public List<Peer> known(int count) {
    return candidates.values().stream()
        .filter(candidate -> !candidate.is(State.FAILED) && !candidate.is(State.SLOW))
        .limit(count)
        .map(candidate -> candidate.peer)
        .toList();
  }

  /** What nodes returned, those closest to the key first. */
  public Map<Peer, Value> values() {
    Map<Peer, Value> found = new LinkedHashMap<>();
    for (var candidate : candidates.values()) {
      if (candidate.value != null) {
        found.put(candidate.peer, candidate.value);
      }
    }
    return found;
  }

  /**
   * How many steps away from us was who first returned the value; without one, the closest node
   * that answered. 0 if nobody did.
   */
  public int hops() {
    if (values > 0) {
      return hops;
    }
    return candidates.values().stream()
        .filter(candidate -> candidate.is(State.ANSWERED))
        .findFirst()
        .map(candidate -> candidate.hop)
        .orElse(0);
  }

  /** What was asked, in the order in which it ended. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /** Whether a node that returned the value is to tell of others, because that is not enough. */
  private boolean shouldTell(Candidate candidate, List<Candidate> window) {
    return candidate.is(State.ANSWERED)
        && candidate.value != null
        && !candidate.told
        && values < goal.values()
        && goal.values() >= goal.answers()
        && window.indexOf(candidate) < goal.alpha();
  }

  /** So many of the closest that may still answer in time as should answer. */
  private List<Candidate> window() {
    List<Candidate> window = new ArrayList<>();
    for (var candidate : candidates.values()) {
      if (window.size() == goal.answers()) {
        break;
      }
      if (!candidate.is(State.FAILED) && !candidate.is(State.SLOW)) {
        window.add(candidate);
      }
    }
    return window;
  }

  private int count(State state) {
    int count = 0;
    for (var candidate : candidates.values()) {
      if (candidate.is(state)) {
        count++;
      }
    }
    return count;
  }

  private void add(Peer peer, int hop) {
    var point = peer.id().point();
    if (peer.id().equals(self)
        || candidates.containsKey(point)
        || !roomFor(peer.address().getAddress())
        || !addresses.add(peer.address())) {
      return;
    }
    hosts.merge(peer.address().getAddress(), 1, Integer::sum);
    candidates.put(point, new Candidate(peer, hop));
    if (candidates.size() > MAX_CANDIDATES) {
      forgetFarthest();
    }
  }

  private boolean roomFor(InetAddress host) {
    return host.isLoopbackAddress() || hosts.getOrDefault(host, 0) < MAX_PER_HOST;
  }

  private void forgetFarthest() {
    for (var candidate : candidates.descendingMap().values()) {
      if (candidate.is(State.HEARD_OF)) {
        candidates.remove(candidate.peer.id().point());
        addresses.remove(candidate.peer.address());
        hosts.merge(candidate.peer.address().getAddress(), -1, Integer::sum);
        return;
      }
    }
  }

  private @Nullable Candidate answered(Peer from, Result result, Instant now) {
    var candidate = waitedFor(from);
    if (candidate != null) {
      candidate.state = State.ANSWERED;
      note(candidate, result, now);
    }
    return candidate;
  }

  private @Nullable Candidate waitedFor(Peer peer) {
    var candidate = candidates.get(peer.id().point());
    return candidate != null
            && candidate.peer.equals(peer)
            && (candidate.is(State.ASKED) || candidate.is(State.SLOW))
        ? candidate
        : null;
  }

  private void note(Candidate candidate, Result result, Instant now) {
    var since = candidate.asked == null ? now : candidate.asked;
    steps.add(new Step(candidate.peer, candidate.hop, Duration.between(since, now), result));
  }
}
