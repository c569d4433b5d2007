package uk.org.rmatool.platform.liveness;

/** What a node's lease says of it, judged at the moment of asking. */
public enum LeaseState {
  /** Heard of in time: gets calls. */
  LIVE,
  /** Silent for a while: listed, gets no calls. */
  DEGRADED,
  /** Silent for too long: no longer there. */
  EXPIRED
}
