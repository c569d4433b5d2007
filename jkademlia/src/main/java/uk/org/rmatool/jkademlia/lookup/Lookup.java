package uk.org.rmatool.jkademlia.lookup;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Candidate.Proof;
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
 *
 * <p>An answer does not say whose it is. So who was only told of counts as one of the closest when
 * he has said himself, at his address, that he has his id; what he returned counts at once.
 */
public final class Lookup {
  /** So many requests at most, however many nodes others make up. */
  private static final int MAX_STEPS = 120;

  /** So many of whom one node alone tells are taken for its word. */
  private static final int MAX_UNPROVED = 4;

  private final Goal goal;
  private final Candidates candidates;
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
   * @param seeds the closest nodes known; they have proved who they are
   */
  public Lookup(Goal goal, NodeId self, List<Peer> seeds) {
    this.goal = goal;
    candidates = new Candidates(goal.key(), self, goal.answers());
    seeds.forEach(seed -> candidates.add(seed, null));
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
    int underWay = candidates.count(State.ASKED);
    int free = Math.min(goal.alpha(), wanted()) - underWay;
    var window = candidates.window();
    for (int rank = 0; rank < window.size(); rank++) {
      if (next.size() >= free || asked >= MAX_STEPS) {
        break;
      }
      var candidate = window.get(rank);
      if (candidates.mayAsk(candidate) || shouldTell(candidate, rank)) {
        ask(candidate, next, now);
      }
    }
    if (next.isEmpty() && underWay == 0) {
      repeat(next, window, now);
    }
    return next;
  }

  /**
   * How many more answers are of use: any number before the first value, or when all are wanted.
   */
  private int wanted() {
    return values == 0 || goal.values() >= goal.answers() ? goal.alpha() : goal.values() - values;
  }

  /** Asks for the value once more: a long one is not sent to strangers, and we may be known now. */
  private void repeat(List<Peer> next, List<Candidate> window, Instant now) {
    for (int rank = 0; rank < window.size(); rank++) {
      var candidate = window.get(rank);
      if (next.size() < goal.alpha() && asked < MAX_STEPS && shouldRepeat(candidate, rank)) {
        candidate.repeated = true;
        ask(candidate, next, now);
      }
    }
  }

  private void ask(Candidate candidate, List<Peer> next, Instant now) {
    candidates.ask(candidate, now);
    asked++;
    next.add(candidate.peer());
  }

  private boolean shouldRepeat(Candidate candidate, int rank) {
    return candidate.counts()
        && candidate.value == null
        && !candidate.repeated
        && values < goal.values()
        && (goal.values() >= goal.answers()
            ? values > 0 || rank < goal.alpha()
            : values == 0 && rank < goal.alpha() && candidate.hop > 1); // who is known knows us
  }

  /** Whether a node is asked who else there is, having returned a value. */
  public boolean asksForNodes(Peer peer) {
    var candidate = candidates.at(peer.address());
    return goal.values() == 0
        || (candidate != null && (candidate.value != null || candidate.refused));
  }

  /** A node that was asked told of others. */
  public void told(Peer from, List<Peer> others, Instant now) {
    var candidate = answered(from, Result.NODES, now);
    if (candidate != null) {
      candidate.told = true;
      others.forEach(other -> candidates.add(other, candidate));
    }
  }

  /** Whether nobody has said yet who is at this address. */
  public boolean wantsProof(InetSocketAddress address) {
    var candidate = candidates.at(address);
    return candidate != null && candidate.proof == Proof.WANTED;
  }

  /** Whether who answered at an address has not said who he is. */
  public boolean lacksProof(InetSocketAddress address) {
    var candidate = candidates.at(address);
    return candidate != null && candidate.is(State.ANSWERED) && !candidate.proved();
  }

  /** Whoever was asked at an address says that he has this id. */
  public void proved(InetSocketAddress address, NodeId id) {
    candidates.prove(address, id);
  }

  /** Who answered at an address has not said who he is in time; the others are gone by. */
  public void unproved(InetSocketAddress address, boolean over) {
    var candidate = candidates.at(address);
    if (candidate != null && candidate.is(State.ANSWERED) && !candidate.proved()) {
      candidates.doubt(candidate, over ? Proof.LOST : Proof.LATE);
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

  /** A node that was asked returned what is not believed; it is asked who else there is. */
  public void refused(Peer from, Instant now) {
    var candidate = answered(from, Result.REFUSED, now);
    if (candidate != null) {
      candidate.told = candidate.refused || goal.values() == 0;
      candidate.refused = true;
      candidate.repeated = true;
    }
  }

  /** A node that was asked takes longer than it should; the next one is not kept waiting. */
  public void slow(Peer peer) {
    var candidate = candidates.at(peer.address());
    if (candidate != null && candidate.is(State.ASKED)) {
      candidates.change(candidate, State.SLOW);
    }
  }

  /** A node that was asked will not answer any more. */
  public void failed(Peer peer, Instant now) {
    var candidate = waitedFor(peer);
    if (candidate != null) {
      candidates.change(
          candidate,
          candidate.value == null && !candidate.repeated ? State.FAILED : State.ANSWERED);
      candidate.told = true;
      note(candidate, Result.NO_ANSWER, now);
    }
  }

  /** Whether nobody needs to be asked or waited for any more. */
  public boolean done() {
    if (goal.values() > 0 && values > 0 && values + candidates.count(State.SLOW) >= goal.values()) {
      return true;
    }
    if (asked >= MAX_STEPS) {
      return candidates.count(State.ASKED) == 0;
    }
    var window = candidates.window();
    for (int rank = 0; rank < window.size(); rank++) {
      var candidate = window.get(rank);
      if (!candidate.counts() || shouldTell(candidate, rank) || shouldRepeat(candidate, rank)) {
        return false;
      }
    }
    return values > 0 || slow() == 0 || window.size() * 2 >= goal.answers();
  }

  /** The closest nodes that answered, at most as many as were wanted, the closest first. */
  public List<Peer> closest() {
    List<Peer> closest = new ArrayList<>();
    for (var candidate : candidates.all()) {
      if (candidate.counts() && closest.size() < goal.answers()) {
        closest.add(candidate.peer());
      }
    }
    return closest;
  }

  /**
   * The closest nodes that answered or were only heard of, the closest first; of these few on the
   * word of one alone.
   */
  public List<Peer> known(int count) {
    List<Peer> known = new ArrayList<>();
    Map<Candidate, Integer> alone = new HashMap<>();
    for (var candidate : candidates.all()) {
      if (known.size() == count) {
        break;
      }
      var teller = candidate.onlyTeller();
      if (!candidate.passedOver()
          && candidate.vouched()
          && (candidates.mayAsk(candidate) || !candidate.is(State.HEARD_OF))
          && (teller == null || alone.merge(teller, 1, Integer::sum) <= MAX_UNPROVED)) {
        known.add(candidate.peer());
      }
    }
    return known;
  }

  /** What nodes returned, those closest to the key first. */
  public Map<Peer, Value> values() {
    Map<Peer, Value> found = new LinkedHashMap<>();
    for (var candidate : candidates.all()) {
      if (candidate.value != null) {
        found.put(candidate.peer(), candidate.value);
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
    for (var candidate : candidates.all()) {
      if (candidate.counts()) {
        return candidate.hop;
      }
    }
    return 0;
  }

  /** What was asked, in the order in which it ended. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /**
   * Whether a node that returned the value is to tell of others, because that is not enough; who
   * returned what is not believed is to in any case.
   */
  private boolean shouldTell(Candidate candidate, int rank) {
    if (!candidate.is(State.ANSWERED) || candidate.told) {
      return false;
    }
    return candidate.refused
        || (candidate.value != null
            && values < goal.values()
            && goal.values() >= goal.answers()
            && rank < goal.alpha());
  }

  /** How many are not waited for and may answer or prove themselves yet. */
  private int slow() {
    int slow = 0;
    for (var candidate : candidates.all()) {
      if (candidate.is(State.SLOW)
          || (candidate.is(State.ANSWERED) && candidate.proof == Proof.LATE)) {
        slow++;
      }
    }
    return slow;
  }

  private @Nullable Candidate answered(Peer from, Result result, Instant now) {
    var candidate = waitedFor(from);
    if (candidate != null) {
      candidates.change(candidate, State.ANSWERED);
      note(candidate, result, now);
    }
    return candidate;
  }

  private @Nullable Candidate waitedFor(Peer peer) {
    var candidate = candidates.at(peer.address());
    return candidate != null && (candidate.is(State.ASKED) || candidate.is(State.SLOW))
        ? candidate
        : null;
  }

  private void note(Candidate candidate, Result result, Instant now) {
    var since = candidate.asked == null ? now : candidate.asked;
    steps.add(new Step(candidate.peer(), candidate.hop, Duration.between(since, now), result));
  }
}
