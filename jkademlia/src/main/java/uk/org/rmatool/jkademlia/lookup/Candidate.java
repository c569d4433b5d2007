package uk.org.rmatool.jkademlia.lookup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/** A node that a look-up has heard of, and how far it got with it. */
final class Candidate {
  final Peer peer;

  /** 1 for those known from the start, one more than who told of it otherwise. */
  final int hop;

  State state = State.HEARD_OF;
  @Nullable Instant asked;

  /** What it returned, if it is believed. */
  @Nullable Value value;

  /** Whether it told of others, or will not. Who returns the value does not tell. */
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

  Candidate(Peer peer, int hop) {
    this.peer = peer;
    this.hop = hop;
  }

  boolean is(State other) {
    return state == other;
  }
}
