package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import uk.org.rmatool.jkademlia.routing.RoutingTable;
import uk.org.rmatool.jkademlia.storage.Store;

/**
 * How a node behaves; the deployed nodes' k, α and periods.
 *
 * @param alpha requests of one look-up under way at a time
 * @param refresh after how long a bucket in which nobody was looked for is looked through
 * @param republish after how long a value that nobody was seen to spread is spread again
 * @param quiet after how long a known node that was not heard is asked whether it lives
 * @param strangers requests that one address may make which has not answered us
 * @param known requests that one address may make which has
 */
public record Settings(
    RoutingTable.Limits table,
    Store.Limits store,
    int alpha,
    Duration refresh,
    Duration republish,
    Duration quiet,
    Rate strangers,
    Rate known) {
  public static final Settings DEFAULT =
      new Settings(
          RoutingTable.Limits.DEFAULT,
          Store.Limits.DEFAULT,
          3,
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          new Rate(50, 200),
          new Rate(1_000, 2_000));

  /**
   * How often something may happen.
   *
   * @param burst how often at once, after a pause
   */
  public record Rate(int perSecond, int burst) {}

  /** How many nodes a value is stored at, and a bucket holds. */
  public int k() {
    return table.k();
  }
}
