package uk.org.rmatool.router.homes;

import java.time.Instant;
import uk.org.rmatool.api.NodeId;

/**
 * Where a worker lives.
 *
 * @param worker the worker
 * @param coordinator its coordinator
 * @param epoch grows with every move; the higher one is right
 * @param tunnelUrl where the worker can be called
 * @param registration the body of its last registration, as it was sent
 * @param registeredAt when it registered last
 * @param lastSeen when it was last heard of through this router
 */
record Home(
    NodeId worker,
    NodeId coordinator,
    long epoch,
    String tunnelUrl,
    String registration,
    Instant registeredAt,
    Instant lastSeen) {

  Home movedTo(NodeId newCoordinator, long newEpoch) {
    return new Home(
        worker, newCoordinator, newEpoch, tunnelUrl, registration, registeredAt, lastSeen);
  }

  Home seen(Instant at) {
    return new Home(worker, coordinator, epoch, tunnelUrl, registration, registeredAt, at);
  }
}
