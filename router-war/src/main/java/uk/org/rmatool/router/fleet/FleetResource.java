package uk.org.rmatool.router.fleet;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.paging.PageQuery;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.fleet.Fleet.Replies;
import uk.org.rmatool.router.fleet.Fleet.Reply;

/**
 * The coordinators' lists for the whole fleet. Every answer names in <code>unreachable</code> who
 * did not answer, so that a short list is not taken for a small fleet.
 */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class FleetResource {
  private static final Duration JOB_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private final Fleet fleet;
  private final WorkerPages pages;
  private final Clock clock;

  @Inject
  public FleetResource(Fleet fleet, WorkerPages pages, Clock clock) {
    this.fleet = fleet;
    this.pages = pages;
    this.clock = clock;
  }

  @GET
  @Path("admin/workers")
  public JsonObject judgedWorkers(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    if (PageQuery.isAsked(limit, cursor)) {
      return pages.page("/api/admin/workers", PageQuery.parse(limit, cursor));
    }
    var replies = Sieve.workers(fleet.ask("/api/admin/workers"));
    var json =
        Json.createObjectBuilder()
            .add("workers", Merge.lists(replies.answers(), "workers"))
            .add("total", Merge.sum(replies.answers(), "total"))
            .add("healthy", Merge.sum(replies.answers(), "healthy"));
    return complete(json, replies);
  }

  @GET
  @Path("coordinator/workers")
  public JsonObject workers(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    if (PageQuery.isAsked(limit, cursor)) {
      return pages.page("/api/coordinator/workers", PageQuery.parse(limit, cursor));
    }
    var replies = Sieve.workers(fleet.ask("/api/coordinator/workers"));
    var json =
        Json.createObjectBuilder()
            .add("workers", Merge.lists(replies.answers(), "workers"))
            .add("count", Merge.sum(replies.answers(), "count"))
            .add("timestamp", now());
    return complete(json, replies);
  }

  @GET
  @Path("admin/services")
  public JsonObject services() {
    var replies = Sieve.services(fleet.ask("/api/admin/services"));
    var services = Merge.services(replies.answers());
    return complete(
        Json.createObjectBuilder().add("services", services).add("total_services", services.size()),
        replies);
  }

  @GET
  @Path("admin/gaps")
  public JsonObject gaps() {
    var replies = Sieve.gaps(fleet.ask("/api/admin/gaps"));
    return complete(Merge.gaps(replies.answers()), replies);
  }

  @GET
  @Path("services/list")
  public JsonObject available() {
    var replies = Sieve.available(fleet.ask("/api/services/list"));
    var services = Merge.available(replies.answers());
    var json =
        Json.createObjectBuilder()
            .add("services", services)
            .add("total_available", services.size())
            .add("timestamp", now());
    return complete(json, replies);
  }

  @GET
  @Path("services/discover/{service}")
  public JsonObject discover(@PathParam("service") String service) {
    var name = URLEncoder.encode(service, StandardCharsets.UTF_8).replace("+", "%20");
    var replies = Sieve.workers(fleet.ask("/api/services/discover/" + name));
    var workers = Merge.lists(replies.answers(), "workers");
    var best =
        Merge.leastLoaded(workers)
            .orElseThrow(() -> none("No healthy workers found for service: " + service, replies));
    var json =
        Json.createObjectBuilder()
            .add("service", service)
            .add("workers", workers)
            .add("count", workers.size())
            .add("recommended", best.get("worker_id"));
    return complete(json, replies);
  }

  @GET
  @Path("dht/stats")
  public JsonObject dhtStats() {
    return dht(fleet.ask("/api/dht/stats"));
  }

  @GET
  @Path("dht/topology")
  public JsonObject dhtTopology() {
    return dht(fleet.ask("/api/dht/topology"));
  }

  @POST
  @Path("coordinator/broadcast-job")
  @Consumes(MediaType.WILDCARD)
  public Response broadcast(JsonObject job) {
    var replies =
        Sieve.workers(
            fleet.askJob(
                c ->
                    Call.post(
                        c.tunnelUrl(),
                        "/api/coordinator/broadcast-job",
                        job,
                        Map.of(),
                        JOB_TIMEOUT)));
    var refused = replies.problems().stream().filter(reply -> reply.status() < 500).findFirst();
    if (refused.isPresent()) {
      return Response.status(refused.get().status())
          .type(Problem.MEDIA_TYPE)
          .entity(refused.get().json().toString())
          .build();
    }
    if (replies.answers().isEmpty()) {
      throw none(
          "No capable workers available for job type: " + job.getString("job_type", ""), replies);
    }
    var json =
        Json.createObjectBuilder()
            .add("job_type", job.getString("job_type", ""))
            .add("broadcasted_to", Merge.sum(replies.answers(), "broadcasted_to"))
            .add("successful", Merge.sum(replies.answers(), "successful"))
            .add("workers", Merge.lists(replies.answers(), "workers"));
    return Response.ok(complete(json, replies)).build();
  }

  /** On when it is on anywhere; what each coordinator says stands under its name. */
  private static JsonObject dht(Replies replies) {
    var on =
        replies.answers().stream().anyMatch(reply -> reply.json().getBoolean("dht_enabled", false));
    var each = Json.createObjectBuilder();
    replies.answers().forEach(reply -> each.add(reply.coordinator().value(), reply.json()));
    var json = Json.createObjectBuilder().add("dht_enabled", on);
    if (!on) {
      json.add("message", "DHT not available on any coordinator");
    }
    return complete(json.add("coordinators", each), replies);
  }

  private static PlatformException none(String detail, Replies replies) {
    var silent = replies.unreachable().size();
    var more = silent == 0 ? "" : ". %d coordinators could not be asked".formatted(silent);
    return PlatformException.retryLater(ProblemType.NO_PROVIDER, detail + more, RETRY);
  }

  private static JsonObject complete(JsonObjectBuilder json, Replies replies) {
    List<Reply> problems = replies.problems();
    var failed = Json.createArrayBuilder(replies.unreachable());
    problems.stream()
        .filter(
            reply ->
                reply.status() >= 500
                    && reply.status() != Response.Status.SERVICE_UNAVAILABLE.getStatusCode())
        .forEach(
            reply ->
                failed.add(
                    Json.createObjectBuilder()
                        .add("coordinator", reply.coordinator().value())
                        .add("reason", "it answered " + reply.status())));
    return json.add("unreachable", failed).build();
  }

  private String now() {
    return clock.instant().atOffset(ZoneOffset.UTC).format(TIMESTAMP);
  }
}
