package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import uk.org.rmatool.platform.dialback.DialBack;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.wiring.Component;

/** Pings the caller's DHT node, so that it learns whether it can be reached. */
@Component
@Path("/api/dht/dialback")
@Produces(MediaType.APPLICATION_JSON)
public class DialBackResource {
  private final DialBack dialBack;

  @Inject
  public DialBackResource(DialBack dialBack) {
    this.dialBack = dialBack;
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  public JsonObject call(JsonObject body, @Context HttpServletRequest request) {
    return dialBack.call(body, CallerFilter.caller(request).address());
  }
}
