package uk.org.rmatool.edge.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.edge.upstream.Coordinator;
import uk.org.rmatool.edge.upstream.Coordinators;
import uk.org.rmatool.platform.wiring.Component;

/** Metrics in Prometheus' text format. */
@Component
@Path("/metrics")
@Produces(PrometheusText.MEDIA_TYPE)
public class MetricsResource {
  private final Coordinators coordinators;
  private final Traffic traffic;
  private final Balancer balancer;

  @Inject
  public MetricsResource(Coordinators coordinators, Traffic traffic, Balancer balancer) {
    this.coordinators = coordinators;
    this.traffic = traffic;
    this.balancer = balancer;
  }

  @GET
  public String metrics() {
    var all = coordinators.all();
    return new PrometheusText()
        .gauge("rma_edge_coordinators", "Coordinators that a load-balancer knows.", all.size())
        .gauge(
            "rma_edge_coordinators_available",
            "Those of them that can be called.",
            (double) all.stream().filter(Coordinator::takesCalls).count())
        .traffic(traffic)
        .nodes(balancer)
        .toString();
  }
}
