package uk.org.rmatool.edge.status;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.edge.role.Role;
import uk.org.rmatool.edge.upstream.Coordinator;
import uk.org.rmatool.edge.upstream.Coordinators;
import uk.org.rmatool.edge.upstream.Reach;
import uk.org.rmatool.platform.wiring.Component;

/** The health answer on the public port. */
@Component
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  private final EdgeRoleConfig config;
  private final Coordinators coordinators;
  private final Reach reach;

  @Inject
  public HealthResource(EdgeRoleConfig config, Coordinators coordinators, Reach reach) {
    this.config = config;
    this.coordinators = coordinators;
    this.reach = reach;
  }

  @GET
  public JsonObject health() {
    var health =
        Json.createObjectBuilder()
            .add("status", "healthy")
            .add("role", config.role().service())
            .add("node", reach.node())
            .add("router", config.router().toString());
    if (config.role() == Role.LOAD_BALANCER) {
      var all = coordinators.all();
      health
          .add("coordinators", all.size())
          .add("available", (int) all.stream().filter(Coordinator::takesCalls).count());
      coordinators.routerTrouble().ifPresent(reason -> health.add("router_trouble", reason));
    }
    trouble().ifPresent(reason -> health.add("trouble", reason));
    return health.build();
  }

  private Optional<String> trouble() {
    var nobody = config.role() == Role.LOAD_BALANCER && coordinators.all().isEmpty();
    return nobody
        ? coordinators.routerTrouble().map(reason -> "it knows no coordinator: " + reason)
        : reach.trouble();
  }
}
