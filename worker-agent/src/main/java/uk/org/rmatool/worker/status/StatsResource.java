package uk.org.rmatool.worker.status;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.membership.ControlPlane;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.traffic.RoutingCounters;

/** Says what this machine has and where its calls went. */
@Component
@Path("stats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Worker")
public class StatsResource {
  /** Up to here two machines count as close; it decides nothing. */
  private static final Duration LOW_LATENCY = Duration.ofMillis(50);

  private final Identity identity;
  private final Launcher launcher;
  private final Detection detection;
  private final ControlPlane control;
  private final RoutingCounters counters;

  @Inject
  public StatsResource(
      Identity identity,
      Launcher launcher,
      Detection detection,
      ControlPlane control,
      RoutingCounters counters) {
    this.identity = identity;
    this.launcher = launcher;
    this.detection = detection;
    this.control = control;
    this.counters = counters;
  }

  /**
   * The worker's numbers.
   *
   * @param workerId its id
   * @param vpnIp its address in a private network, none
   * @param services services that it was given
   * @param capabilities what its machine has, and how far it is from who it registered with
   * @param routing where calls went since the start
   */
  public record Stats(
      String workerId,
      Optional<String> vpnIp,
      List<String> services,
      JsonObject capabilities,
      RoutingCounters.Snapshot routing) {}

  @GET
  @Operation(summary = "What this machine has and where its calls went")
  @APIResponse(
      responseCode = "200",
      description = "The numbers since the start.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/Stats"),
              examples =
                  @ExampleObject(
                      name = "stats",
                      value =
                          "{\"worker_id\":\"lab-3-f5x2k7ahbq4wzn6c\",\"vpn_ip\":null,\"services\":[\"document-processing\"],\"capabilities\":{\"hostname\":\"lab-3\",\"os\":\"Linux\",\"arch\":\"amd64\",\"cpu_cores\":8,\"cpu_model\":\"AMD"
                              + " Ryzen"
                              + " 7\",\"ram\":\"31.2GB\",\"ram_bytes\":33500000000,\"disk_free_bytes\":210000000000,\"has_gpu\":false,\"worker_type\":\"cpu\",\"commands\":[\"tesseract\"],\"low_latency\":true,\"latency_ms\":3.65},\"routing\":{\"local_requests\":12,\"forwarded_requests\":1,\"cache_hits\":0,\"cache_misses\":1,\"dht_lookups\":0,\"http_lookups\":1,\"failed_requests\":0,\"cache_size\":1,\"cache_hit_rate\":0.0}}")))
  public Stats stats() {
    return new Stats(
        identity.id().value(),
        Optional.empty(),
        List.copyOf(launcher.states().keySet()),
        capabilities(),
        counters.snapshot());
  }

  private JsonObject capabilities() {
    var json = Json.createObjectBuilder(detection.capabilities());
    var latency = control.latency();
    json.add("low_latency", latency.filter(took -> took.compareTo(LOW_LATENCY) <= 0).isPresent());
    latency.ifPresentOrElse(
        took -> json.add("latency_ms", took.toNanos() / 1e6), () -> json.addNull("latency_ms"));
    return json.build();
  }
}
