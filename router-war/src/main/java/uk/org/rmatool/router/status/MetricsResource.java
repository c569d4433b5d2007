package uk.org.rmatool.router.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** Metrics in Prometheus' text format. */
@Component
@Path("/metrics")
@Produces(PrometheusText.MEDIA_TYPE)
public class MetricsResource {
  private final CoordinatorRegistry registry;
  private final Traffic traffic;

  @Inject
  public MetricsResource(CoordinatorRegistry registry, Traffic traffic) {
    this.registry = registry;
    this.traffic = traffic;
  }

  @GET
  public String metrics() {
    return new PrometheusText()
        .gauge("router_coordinators_total", "Registered coordinators.", registry.live().size())
        .gauge(
            "router_coordinators_available",
            "Registered coordinators that can be reached.",
            registry.available().size())
        .gauge(
            "rma_mass_expiry_guard",
            "Whether the leases of silent coordinators are extended.",
            registry.guard().active() ? 1 : 0)
        .traffic(traffic)
        .toString();
  }
}
