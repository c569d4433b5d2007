package uk.org.rmatool.dataplane;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.Circuit;
import uk.org.rmatool.dataplane.balancing.NodeTraffic;

/** Writes metrics in Prometheus' text exposition format, version 0.0.4. */
public final class PrometheusText {
  public static final String MEDIA_TYPE = "text/plain;version=0.0.4;charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  /** A value that goes up and down. */
  public PrometheusText gauge(String name, String help, double value) {
    head(name, help, "gauge");
    line(name, "", value);
    return this;
  }

  /** A value that only grows, from 0 at the start. */
  public PrometheusText counter(String name, String help, long value) {
    head(name, help, "counter");
    line(name, "", (double) value);
    return this;
  }

  /** Values that only grow, one for each value of a label. */
  public PrometheusText counters(String name, String help, String label, Map<String, Long> values) {
    head(name, help, "counter");
    new TreeMap<>(values)
        .forEach(
            (value, count) ->
                line(name, "{%s=\"%s\"}".formatted(label, escaped(value)), (double) count));
    return this;
  }

  /** The service traffic of this program, by service. */
  public PrometheusText traffic(Traffic traffic) {
    each(
        traffic,
        "rma_service_calls_total",
        "Service calls ended.",
        "counter",
        Traffic.Snapshot::calls);
    each(
        traffic,
        "rma_service_failures_total",
        "Service calls that ended in 5xx or broke, other than by the client.",
        "counter",
        Traffic.Snapshot::failures);
    each(
        traffic,
        "rma_service_direct_total",
        "Service calls that were passed on without the application server.",
        "counter",
        Traffic.Snapshot::direct);
    each(
        traffic,
        "rma_service_retries_total",
        "How often another node was tried.",
        "counter",
        Traffic.Snapshot::retries);
    each(
        traffic,
        "rma_service_hedges_total",
        "How often another node was asked the same because the first was slow.",
        "counter",
        Traffic.Snapshot::hedges);
    each(
        traffic,
        "rma_service_hedges_won_total",
        "How often that one was faster.",
        "counter",
        Traffic.Snapshot::hedgesWon);
    each(
        traffic,
        "rma_service_in_flight",
        "Service calls being served.",
        "gauge",
        Traffic.Snapshot::inFlight);
    each(
        traffic,
        "rma_service_first_byte_seconds",
        "Average time to the first byte of the answer.",
        "gauge",
        s -> s.latency().toNanos() / 1e9);
    durations(traffic);
    return this;
  }

  private void durations(Traffic traffic) {
    head(
        "rma_service_duration_seconds",
        "Service calls ended, by how long they took, streams to their end.",
        "histogram");
    traffic
        .durations()
        .forEach(
            (service, seen) -> {
              var buckets = seen.buckets();
              for (var bucket : buckets) {
                line(
                    "rma_service_duration_seconds_bucket",
                    "{service=\"%s\",le=\"%s\"}".formatted(service, limit(bucket.limit())),
                    (double) bucket.calls());
              }
              var labels = "{service=\"" + service + "\"}";
              line("rma_service_duration_seconds_sum", labels, seen.seconds());
              line(
                  "rma_service_duration_seconds_count", labels, (double) buckets.getLast().calls());
            });
  }

  private static String limit(double seconds) {
    return Double.isInfinite(seconds) ? "+Inf" : Double.toString(seconds);
  }

  /** What was seen of the nodes that this program calls, by service and node. */
  public PrometheusText nodes(Balancer balancer) {
    var nodes = balancer.traffic().toList();
    each(nodes, "rma_node_calls_total", "Calls sent to a node.", "counter", NodeTraffic::requests);
    each(
        nodes,
        "rma_node_failures_total",
        "Calls that failed at a node, other than by the client.",
        "counter",
        NodeTraffic::failures);
    each(
        nodes,
        "rma_node_in_flight",
        "Calls that a node serves for this program.",
        "gauge",
        NodeTraffic::inFlight);
    each(
        nodes,
        "rma_node_ejections_total",
        "How often a node was ejected after failures.",
        "counter",
        NodeTraffic::ejections);
    each(
        nodes,
        "rma_node_ejected",
        "Whether a node gets no calls after failures.",
        "gauge",
        node -> node.circuit() == Circuit.CLOSED ? 0 : 1);
    each(
        nodes,
        "rma_node_first_byte_seconds",
        "Recent time to the first byte of a node's answers, peaks first.",
        "gauge",
        node -> node.firstByte().toNanos() / 1e9);
    return this;
  }

  private void each(
      List<NodeTraffic> nodes,
      String name,
      String help,
      String type,
      ToDoubleFunction<NodeTraffic> value) {
    head(name, help, type);
    nodes.forEach(
        node ->
            line(
                name,
                "{service=\"%s\",node=\"%s\"}"
                    .formatted(escaped(node.service()), escaped(node.node())),
                value.applyAsDouble(node)));
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private void each(
      Traffic traffic,
      String name,
      String help,
      String type,
      ToDoubleFunction<Traffic.Snapshot> value) {
    head(name, help, type);
    traffic
        .all()
        .forEach(
            (service, seen) ->
                line(name, "{service=\"" + service + "\"}", value.applyAsDouble(seen)));
  }

  private void head(String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void line(String name, String labels, double value) {
    text.append(name).append(labels).append(' ');
    if (value == Math.rint(value)) {
      text.append((long) value);
    } else {
      text.append(value);
    }
    text.append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
