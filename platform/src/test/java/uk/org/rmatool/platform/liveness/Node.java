package uk.org.rmatool.platform.liveness;

import java.time.Duration;
import uk.org.rmatool.api.NodeId;

/** A node of a fleet under test. */
record Node(NodeId id, long lastSeen, long degradedAfter, long expiredAfter) implements Leased {
  static final long DEGRADED_AFTER = Duration.ofSeconds(90).toMillis();
  static final long EXPIRED_AFTER = Duration.ofSeconds(600).toMillis();

  static Node seen(NodeId id, long at) {
    return new Node(id, at, DEGRADED_AFTER, EXPIRED_AFTER);
  }

  Node seenAt(long at) {
    return new Node(id, at, degradedAfter, expiredAfter);
  }
}
