package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import uk.org.rmatool.coordinator.directory.Coverage;
import uk.org.rmatool.coordinator.workers.LeaseState;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.wiring.Component;

/** Metrics in Prometheus' text format, under the names that deployed dashboards read, and ours. */
@Component
@Path("/metrics")
@Produces(PrometheusText.MEDIA_TYPE)
public class MetricsResource {
  private final WorkerRegistry registry;
  private final Coverage coverage;
  private final Traffic traffic;

  @Inject
  public MetricsResource(WorkerRegistry registry, Coverage coverage, Traffic traffic) {
    this.registry = registry;
    this.coverage = coverage;
    this.traffic = traffic;
  }

  @GET
  public String metrics() {
    var workers = registry.live();
    var active =
        (int) workers.stream().filter(worker -> registry.state(worker) == LeaseState.LIVE).count();
    return new PrometheusText()
        .gauge("coordinator_workers_total", "Registered workers.", workers.size())
        .gauge("coordinator_workers_active", "Registered workers heard of in time.", active)
        .gauge(
            "coordinator_services_total",
            "Services that some worker was given or declares.",
            coverage.byService().size())
        .gauge(
            "coordinator_services_available",
            "Services with a healthy provider.",
            coverage.healthyByService().size())
        .traffic(traffic)
        .toString();
  }
}
