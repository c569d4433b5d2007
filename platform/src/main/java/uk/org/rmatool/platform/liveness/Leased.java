package uk.org.rmatool.platform.liveness;

import uk.org.rmatool.api.NodeId;

/** What leases are judged by: a worker or a coordinator as it is known. */
public interface Leased {
  NodeId id();

  /** When it was last heard of, in epoch milliseconds. */
  long lastSeen();

  /** Milliseconds of silence after which it gets no calls. */
  long degradedAfter();

  /** Milliseconds of silence after which it is not there; at least {@link #degradedAfter()}. */
  long expiredAfter();
}
