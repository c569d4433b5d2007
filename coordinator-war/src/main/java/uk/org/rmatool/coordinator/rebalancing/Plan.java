package uk.org.rmatool.coordinator.rebalancing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What should be done now, and what must be remembered until the next plan.
 *
 * @param moves what should change, one entry for each worker concerned
 * @param surplusSince since when more workers than needed have had a service
 */
public record Plan(List<Move> moves, Map<String, Instant> surplusSince) {
  public Plan {
    moves = List.copyOf(moves);
    surplusSince = Map.copyOf(surplusSince);
  }
}
