package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.time.Duration;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.jkademlia.node.Statistics;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;

/** What the DHT node did and holds, as metrics; none without a node. */
@Component
public class DhtMetrics {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final DhtSeat seat;

  @Inject
  public DhtMetrics(DhtSeat seat) {
    this.seat = seat;
  }

  /** Adds them. */
  public PrometheusText addTo(PrometheusText text) {
    var node = seat.node();
    if (node.isEmpty()) {
      return text;
    }
    try {
      return add(text, DhtSeat.result(node.get().statistics(), PATIENCE));
    } catch (DhtException e) {
      return text; // it is stopping
    }
  }

  private static PrometheusText add(PrometheusText text, Statistics seen) {
    return text.counter("rma_dht_received_total", "Datagrams received.", seen.received())
        .counter("rma_dht_sent_total", "Datagrams sent.", seen.sent())
        .counter("rma_dht_received_bytes_total", "Bytes in them.", seen.receivedBytes())
        .counter("rma_dht_sent_bytes_total", "Bytes in those sent.", seen.sentBytes())
        .counter(
            "rma_dht_malformed_total",
            "Datagrams that were no message, or no answer to what was asked.",
            seen.malformed())
        .counter(
            "rma_dht_unasked_total",
            "Answers that nobody waits for, or not from there; late ones among them.",
            seen.unasked())
        .counter(
            "rma_dht_limited_total",
            "Requests not answered because there were too many.",
            seen.limited())
        .counter("rma_dht_requests_total", "Requests to other nodes.", seen.requests())
        .counter("rma_dht_timeouts_total", "Requests without an answer in time.", seen.timeouts())
        .counter("rma_dht_lookups_total", "Look-ups ended.", seen.lookups())
        .counter("rma_dht_hops_total", "Hops of all look-ups together.", seen.hops())
        .gauge("rma_dht_peers", "Nodes in the routing table.", seen.peers())
        .gauge("rma_dht_records", "Values held.", seen.records())
        .gauge("rma_dht_record_bytes", "What they count for.", (double) seen.recordBytes())
        .counters(
            "rma_dht_refused_total",
            "Values not stored or not believed.",
            "reason",
            seen.refused());
  }
}
