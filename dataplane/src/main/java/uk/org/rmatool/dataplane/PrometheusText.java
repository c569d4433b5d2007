package uk.org.rmatool.dataplane;

import java.util.function.ToDoubleFunction;

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
    return this;
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
