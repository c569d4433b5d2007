package uk.org.rmatool.coordinator.rebalancing;

import java.time.Instant;
import java.util.Map;
import uk.org.rmatool.api.NodeId;

/**
 * What is remembered from one plan to the next.
 *
 * @param surplusSince since when more workers than needed have had a service
 * @param idleSince since when a worker that may be given services has had none
 */
public record Memory(Map<String, Instant> surplusSince, Map<NodeId, Instant> idleSince) {
  /** After a pause: everything is patient from the start. */
  public static final Memory NONE = new Memory(Map.of(), Map.of());

  public Memory {
    surplusSince = Map.copyOf(surplusSince);
    idleSince = Map.copyOf(idleSince);
  }
}
