package uk.org.rmatool.coordinator.rebalancing;

import java.util.List;

/**
 * What should be done now, and what must be remembered until the next plan.
 *
 * @param moves what should change, one entry for each worker concerned
 * @param memory what the next plan has to know
 */
public record Plan(List<Move> moves, Memory memory) {
  public Plan {
    moves = List.copyOf(moves);
  }
}
