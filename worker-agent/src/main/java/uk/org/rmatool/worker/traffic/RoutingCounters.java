package uk.org.rmatool.worker.traffic;

import jakarta.inject.Inject;
import java.util.concurrent.atomic.LongAdder;
import uk.org.rmatool.platform.wiring.Component;

/** Counts where calls went. */
@Component
public class RoutingCounters {
  final LongAdder local = new LongAdder();
  final LongAdder forwarded = new LongAdder();
  final LongAdder failed = new LongAdder();

  private final Peers peers;

  @Inject
  RoutingCounters(Peers peers) {
    this.peers = peers;
  }

  /**
   * The numbers since the start, under the names of the API.
   *
   * @param localRequests calls that went to a service here
   * @param forwardedRequests calls that went to a peer
   * @param cacheHits peers that were known
   * @param cacheMisses peers that had to be asked for
   * @param dhtLookups peers asked for in the DHT
   * @param httpLookups peers asked for at the coordinator
   * @param failedRequests calls that could not be passed on
   * @param cacheSize peers known now
   * @param cacheHitRate share of hits, 0 to 1
   */
  public record Snapshot(
      long localRequests,
      long forwardedRequests,
      long cacheHits,
      long cacheMisses,
      long dhtLookups,
      long httpLookups,
      long failedRequests,
      int cacheSize,
      double cacheHitRate) {}

  public Snapshot snapshot() {
    var hits = peers.hits.sum();
    var misses = peers.misses.sum();
    return new Snapshot(
        local.sum(),
        forwarded.sum(),
        hits,
        misses,
        peers.dhtLookups.sum(),
        peers.httpLookups.sum(),
        failed.sum(),
        peers.size(),
        hits + misses == 0 ? 0 : (double) hits / (hits + misses));
  }
}
