package uk.org.rmatool.dataplane.balancing;

/** With what a call would like to be together. */
public sealed interface Affinity {
  /** Nothing: anybody will do. */
  record None() implements Affinity {}

  /** A session that remembers its node: stays there while that can take it. */
  record Session(String node) implements Affinity {}

  /** A session that has a key: stays at the node that the key leads to. */
  record SessionKey(long hash) implements Affinity {}

  /**
   * Calls that begin alike, which a node answers faster when it had such before; not at the cost of
   * having much more to do than the others.
   */
  record Prefix(long hash) implements Affinity {}
}
