package uk.org.rmatool.coordinator.jobs;

import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.platform.wiring.Component;

/** Takes a job for all workers that can do it. */
@Component
@Path("/api/coordinator/broadcast-job")
@Produces(MediaType.APPLICATION_JSON)
public class BroadcastResource {
  private static final int MAX_NAME = 200;
  private static final int MAX_RESULTS = 1024 * 1024;

  private final Broadcast broadcast;

  @Inject
  public BroadcastResource(Broadcast broadcast) {
    this.broadcast = broadcast;
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  public JsonObject send(JsonObject body) {
    var fields = new JsonFields(body);
    var type = fields.requiredText("job_type", MAX_NAME);
    var data = fields.requiredObject("job_data");
    var capability = fields.text("required_capability", MAX_NAME);
    fields.check();
    var outcomes = broadcast.send(type, data, capability);
    return Json.createObjectBuilder()
        .add("job_type", type)
        .add("broadcasted_to", outcomes.size())
        .add("successful", outcomes.stream().filter(Outcome::isSuccess).count())
        .add("workers", told(outcomes))
        .build();
  }

  /** As many results as the router takes. */
  private static JsonArrayBuilder told(List<Outcome> outcomes) {
    var list = Json.createArrayBuilder();
    var length = 0;
    for (var outcome : outcomes) {
      var fits = length + outcome.size() <= MAX_RESULTS;
      length += fits ? outcome.size() : 0;
      list.add((fits ? outcome : outcome.withoutResult()).toJson());
    }
    return list;
  }
}
