package uk.org.rmatool.dataplane.balancing;

import java.time.Instant;
import uk.org.rmatool.platform.intent.Intent;

/**
 * Somebody who can be called for a service now.
 *
 * @param node its id
 * @param weight its share of calls compared with the others', 0 to 100; none with 0
 * @param since when it joined; a newcomer's share grows from then on
 * @param told how many calls it said it was serving, those from here among them; 0 when it does not
 *     say
 */
public record Target(String node, int weight, Instant since, double told) {
  public Target {
    if (weight < 0 || weight > Intent.FULL_WEIGHT) {
      throw new IllegalArgumentException("The weight of %s is %d.".formatted(node, weight));
    }
  }
}
