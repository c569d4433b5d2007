package uk.org.rmatool.router.status;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** The documented health answer on the public port. */
@Component
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  private final CoordinatorRegistry registry;

  @Inject
  public HealthResource(CoordinatorRegistry registry) {
    this.registry = registry;
  }

  @GET
  public JsonObject health() {
    return Json.createObjectBuilder()
        .add("status", "healthy")
        .add("coordinators", registry.live().size())
        .add("message", "Edge router operational")
        .build();
  }
}
