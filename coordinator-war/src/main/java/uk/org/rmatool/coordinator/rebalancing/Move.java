package uk.org.rmatool.coordinator.rebalancing;

import java.util.List;
import uk.org.rmatool.api.NodeId;

/**
 * What should change at one worker.
 *
 * @param worker the worker
 * @param before the services that it had when this was planned
 * @param services all services that it should have from now on
 * @param reason what it is given and loses and why, for its history
 */
public record Move(NodeId worker, List<String> before, List<String> services, String reason) {
  public Move {
    before = List.copyOf(before);
    services = List.copyOf(services);
  }
}
