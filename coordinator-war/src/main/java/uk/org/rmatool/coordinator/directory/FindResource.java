package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Names the best provider of a service, as deployed workers ask for it. A class of its own: its
 * path lies under that of registration, and of two resource classes only the one with the longer
 * path is looked at.
 */
@Component
@Path("/api/worker/find/{service}")
@Produces(MediaType.APPLICATION_JSON)
public class FindResource {
  private final Coverage coverage;

  @Inject
  public FindResource(Coverage coverage) {
    this.coverage = coverage;
  }

  @GET
  public JsonObject find(@PathParam("service") String service) {
    var best = coverage.providersByLoad(service, 1).getFirst();
    return Json.createObjectBuilder()
        .add("worker_id", best.id().value())
        .add("worker_url", best.tunnelUrl().toString())
        .build();
  }
}
