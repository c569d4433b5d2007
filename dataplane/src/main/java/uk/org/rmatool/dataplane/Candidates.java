package uk.org.rmatool.dataplane;

import java.util.List;
import java.util.function.Function;
import uk.org.rmatool.dataplane.balancing.Tier;

/**
 * Who can serve a call.
 *
 * @param tiers nodes, the preferred first
 * @param at the addresses of a node that are to be tried one after the other; none when it is gone
 */
public record Candidates(List<Tier> tiers, Function<String, List<Upstream>> at) {
  public Candidates {
    tiers = List.copyOf(tiers);
  }
}
