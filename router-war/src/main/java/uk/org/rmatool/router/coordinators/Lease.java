package uk.org.rmatool.router.coordinators;

import java.time.Duration;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.liveness.Leased;

/** A coordinator as its lease is judged by: it is there or not, there is nothing between. */
record Lease(NodeId id, long lastSeen, long expiredAfter) implements Leased {
  static Lease of(Coordinator coordinator, Duration expiredAfter) {
    return new Lease(
        coordinator.id(), coordinator.lastSeen().toEpochMilli(), expiredAfter.toMillis());
  }

  @Override
  public long degradedAfter() {
    return expiredAfter;
  }
}
