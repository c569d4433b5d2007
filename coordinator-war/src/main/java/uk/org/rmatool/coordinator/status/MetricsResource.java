package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import uk.org.rmatool.coordinator.directory.Coverage;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.PingLeases;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dht.DhtMetrics;
import uk.org.rmatool.platform.wiring.Component;

/** Metrics in Prometheus' text format, under the names that deployed dashboards read, and ours. */
@Component
@Path("/metrics")
@Produces(PrometheusText.MEDIA_TYPE)
public class MetricsResource {
  private final Fleet fleet;
  private final Coverage coverage;
  private final Traffic traffic;
  private final Balancer balancer;
  private final DhtMetrics dht;
  private final PingLeases pings;

  @Inject
  public MetricsResource(
      Fleet fleet,
      Coverage coverage,
      Traffic traffic,
      Balancer balancer,
      DhtMetrics dht,
      PingLeases pings) {
    this.fleet = fleet;
    this.coverage = coverage;
    this.traffic = traffic;
    this.balancer = balancer;
    this.dht = dht;
    this.pings = pings;
  }

  @GET
  public String metrics() {
    var view = fleet.view();
    var guard = fleet.guard();
    var text =
        new PrometheusText()
            .gauge("coordinator_workers_total", "Registered workers.", view.workers().size())
            .gauge(
                "coordinator_workers_active", "Registered workers heard of in time.", view.live())
            .gauge(
                "coordinator_services_total",
                "Services that some worker was given or declares.",
                view.services().size())
            .gauge(
                "coordinator_services_available",
                "Services with a healthy provider.",
                (double) coverage.available())
            .gauge(
                "rma_mass_expiry_guard",
                "Whether leases are extended because too many would run out at once.",
                guard.active() ? 1 : 0)
            .counters(
                "rma_lease_pings_total",
                "Pings to this coordinator's DHT node: answered, with or without renewing a lease,"
                    + " and not answered.",
                "outcome",
                pings.counts())
            .traffic(traffic)
            .nodes(balancer);
    return dht.addTo(text).toString();
  }
}
