package uk.org.rmatool.router.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.gateway.UsageLog;
import uk.org.rmatool.router.replicas.Replicas;

/** Metrics in Prometheus' text format. */
@Component
@Path("/metrics")
@Produces(PrometheusText.MEDIA_TYPE)
public class MetricsResource {
  private final CoordinatorRegistry registry;
  private final Replicas replicas;
  private final UsageLog usage;
  private final Traffic traffic;
  private final Balancer balancer;

  @Inject
  public MetricsResource(
      CoordinatorRegistry registry,
      Replicas replicas,
      UsageLog usage,
      Traffic traffic,
      Balancer balancer) {
    this.registry = registry;
    this.replicas = replicas;
    this.usage = usage;
    this.traffic = traffic;
    this.balancer = balancer;
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
        .counter(
            "rma_replica_polls_total",
            "How often other replicas' changes were asked for: twice a second.",
            replicas.polls())
        .counter(
            "rma_streams_continued_total",
            "Streams of models that went on at another worker.",
            usage.continued())
        .counter(
            "rma_usage_dropped_total",
            "Requests to models of which it could not be kept what they used.",
            usage.dropped())
        .traffic(traffic)
        .nodes(balancer)
        .toString();
  }
}
