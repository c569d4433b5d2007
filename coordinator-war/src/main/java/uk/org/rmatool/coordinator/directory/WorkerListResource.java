package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;

/** Lists this region's workers for their coordinator's peers. */
@Component
@Path("/api/coordinator/workers")
@Produces(MediaType.APPLICATION_JSON)
public class WorkerListResource {
  private final WorkerList list;
  private final Clock clock;

  @Inject
  public WorkerListResource(WorkerList list, Clock clock) {
    this.list = list;
    this.clock = clock;
  }

  @GET
  public Response workers(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context Request request) {
    return list.answer(
        Page.of(limit, cursor),
        request,
        worker -> WorkerJson.of(worker).build(),
        view ->
            json ->
                json.write("count", view.workers().size())
                    .write("timestamp", Timestamps.format(clock.instant())));
  }
}
