package uk.org.rmatool.worker.status;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.membership.ControlPlane;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.Membership;
import uk.org.rmatool.worker.membership.Standing;
import uk.org.rmatool.worker.recipes.Recipes;

/** Says that this worker is there and what it runs. */
@Component
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Worker")
public class HealthResource {
  private final Identity identity;
  private final Launcher launcher;
  private final Membership membership;
  private final ControlPlane control;
  private final Recipes recipes;
  private final DhtSeat dht;

  @Inject
  public HealthResource(
      Identity identity,
      Launcher launcher,
      Membership membership,
      ControlPlane control,
      Recipes recipes,
      DhtSeat dht) {
    this.identity = identity;
    this.launcher = launcher;
    this.membership = membership;
    this.control = control;
    this.recipes = recipes;
    this.dht = dht;
  }

  /**
   * The worker's health.
   *
   * @param status always <code>healthy</code>: it answers
   * @param workerId its id
   * @param vpnIp its address in a private network, none
   * @param services services that it was given
   * @param dhtEnabled whether it has a node of the DHT
   * @param uptime seconds since its server process began
   * @param registered whether a coordinator counts on it
   * @param coordinator whom it registers with
   * @param servicesStatus how each service is, and why those that its owner wants cannot run
   * @param paused why its owner has it run nothing now; null when it does
   */
  public record Health(
      String status,
      String workerId,
      Optional<String> vpnIp,
      List<String> services,
      boolean dhtEnabled,
      double uptime,
      boolean registered,
      URI coordinator,
      Map<String, String> servicesStatus,
      Optional<String> paused) {}

  @GET
  @Operation(summary = "How this worker is")
  @APIResponse(
      responseCode = "200",
      description = "It answers.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/Health"),
              examples =
                  @ExampleObject(
                      name = "healthy",
                      value =
                          "{\"status\":\"healthy\",\"worker_id\":\"lab-3-f5x2k7ahbq4wzn6c\",\"vpn_ip\":null,\"services\":[\"document-processing\"],\"dht_enabled\":true,\"uptime\":81.5,\"registered\":true,\"coordinator\":\"http://localhost:9080\",\"services_status\":{\"document-processing\":\"running\"},\"paused\":null}")))
  public Health health() {
    var states = new TreeMap<String, String>();
    launcher.states().forEach((service, state) -> states.put(service, state.text()));
    var services = List.copyOf(states.keySet());
    recipes.troubles().forEach(states::putIfAbsent);
    return new Health(
        "healthy",
        identity.id().value(),
        Optional.empty(),
        services,
        dht.node().isPresent(),
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
        membership.standing() instanceof Standing.Registered,
        control.coordinator(),
        states,
        launcher.paused());
  }
}
