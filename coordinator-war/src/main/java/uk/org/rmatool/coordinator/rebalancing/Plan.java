package uk.org.rmatool.coordinator.rebalancing;

import java.time.Instant;
import java.util.List;

/**
 * What should be done now, and what must be remembered until the next plan.
 *
 * @param moves what should change, one entry for each worker concerned
 * @param memory what the next plan has to know
 * @param next when patience ends the next time: until then nothing is to be done as long as nothing
 *     changes, if there are no moves
 */
public record Plan(List<Move> moves, Memory memory, Instant next) {
  public Plan {
    moves = List.copyOf(moves);
  }
}
