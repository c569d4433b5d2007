package uk.org.rmatool.jkademlia.lookup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/** A node that a look-up has heard of, and how far it got with it. */
final class Candidate {
  /**
   * So many of those whom a node tells of are asked before one of them proves to be who he is said
   * to be; each that does so earns it one more.
   */
  private static final int CREDIT = 8;

  /** 1 for those known from the start, one more than who told of it otherwise. */
  final int hop;

  /** When it was heard of, as a number. */
  final int sequence;

  /** Who told of it; nobody if we knew it ourselves. */
  private final List<Candidate> tellers = new ArrayList<>();

  private Peer peer;
  private int credit = CREDIT;

  private State state = State.HEARD_OF;
  Proof proof = Proof.WANTED;
  @Nullable Instant asked;

  /** What it returned, if it is believed. */
  @Nullable Value value;

  /** Whether what it returned is not believed. */
  boolean refused;

  /** Whether it told of others, or will not. Who returns a value does not tell. */
  boolean told;

  /** Whether it was asked for the value a second time. */
  boolean repeated;

  enum State {
    HEARD_OF,
    ASKED,
    /** Asked, and not waited for any more; what it answers still counts. */
    SLOW,
    ANSWERED,
    FAILED
  }

  /** Whether it said itself, at its address, that it has its id. */
  enum Proof {
    WANTED,
    /** It takes longer than it should. */
    LATE,
    /** It did not say so. */
    LOST,
    GIVEN
  }

  /** One that is known from the start and who is in the routing table has proved himself. */
  Candidate(Peer peer, @Nullable Candidate teller, int sequence) {
    this.peer = peer;
    this.sequence = sequence;
    if (teller == null) {
      hop = 1;
      proof = Proof.GIVEN;
    } else {
      hop = teller.hop + 1;
      tellers.add(teller);
    }
  }

  Peer peer() {
    return peer;
  }

  State state() {
    return state;
  }

  /** For {@link Candidates}, which count. */
  void become(State next) {
    state = next;
  }

  boolean is(State other) {
    return state == other;
  }

  boolean proved() {
    return proof == Proof.GIVEN;
  }

  /** Whether it answered, and is who it is said to be. */
  boolean counts() {
    return state == State.ANSWERED && proved();
  }

  /** Whether it is not waited for, having failed or being slow. */
  boolean passedOver() {
    return state == State.FAILED
        || state == State.SLOW
        || proof == Proof.LATE
        || proof == Proof.LOST;
  }

  /** Whether we knew it ourselves, or somebody tells of it whom his lies have not used up. */
  boolean vouched() {
    return proved() || tellers.stream().anyMatch(teller -> teller.credit > 0);
  }

  /** Who alone tells of it; null if several do, or it has proved itself. */
  @Nullable Candidate onlyTeller() {
    return proved() || tellers.size() != 1 ? null : tellers.getFirst();
  }

  /** Somebody tells of it too. */
  void toldBy(Candidate teller) {
    if (!tellers.isEmpty() && !tellers.contains(teller)) {
      tellers.add(teller);
      teller.credit += (asked == null ? 0 : -1) + (proved() ? 2 : 0);
    }
  }

  /** It is asked: the first time at the cost of who told of it. */
  void ask(Instant now) {
    if (asked == null) {
      tellers.forEach(teller -> teller.credit--);
    }
    asked = now;
  }

  /** It proved who it is, which speaks for who told of it. */
  void prove() {
    if (!proved()) {
      proof = Proof.GIVEN;
      tellers.forEach(teller -> teller.credit += 2);
    }
  }

  /** It turned out to be another, of whom these told. */
  void become(Peer other, List<Candidate> tellersOfOther) {
    peer = other;
    proof = Proof.GIVEN;
    tellers.clear();
    tellers.addAll(tellersOfOther);
  }

  List<Candidate> tellers() {
    return tellers;
  }
}
