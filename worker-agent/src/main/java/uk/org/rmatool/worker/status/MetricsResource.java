package uk.org.rmatool.worker.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dht.DhtMetrics;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.membership.Membership;
import uk.org.rmatool.worker.membership.Standing;

/** Metrics in Prometheus' text format. */
@Component
@Path("metrics")
@Produces(PrometheusText.MEDIA_TYPE)
@Tag(name = "Worker")
public class MetricsResource {
  private final Membership membership;
  private final Launcher launcher;
  private final Traffic traffic;
  private final DhtMetrics dht;

  @Inject
  public MetricsResource(
      Membership membership, Launcher launcher, Traffic traffic, DhtMetrics dht) {
    this.membership = membership;
    this.launcher = launcher;
    this.traffic = traffic;
    this.dht = dht;
  }

  @GET
  @Operation(summary = "Metrics for Prometheus")
  public String metrics() {
    var services = launcher.states().keySet();
    var running = services.stream().filter(name -> launcher.address(name).isPresent()).count();
    var text =
        new PrometheusText()
            .gauge(
                "rma_worker_registered",
                "Whether a coordinator counts on this worker.",
                membership.standing() instanceof Standing.Registered ? 1 : 0)
            .gauge("rma_worker_services", "Services that this worker was given.", services.size())
            .gauge("rma_worker_services_running", "Those of them that run.", (double) running)
            .traffic(traffic);
    return dht.addTo(text).toString();
  }
}
