package uk.org.rmatool.worker.jobs;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.recipes.Recipes;

/** Takes the jobs that a coordinator broadcasts. */
@Component
@Path("jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Worker")
public class JobsResource {
  private static final int MAX_TYPE = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(18);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final String COMPLETED = "completed";
  private static final Set<Integer> BUSY = Set.of(429, 503);

  private final Launcher launcher;
  private final Recipes recipes;
  private final ControlClient client;
  private final Identity identity;

  @Inject
  public JobsResource(Launcher launcher, Recipes recipes, ControlClient client, Identity identity) {
    this.launcher = launcher;
    this.recipes = recipes;
    this.client = client;
    this.identity = identity;
  }

  /**
   * Passes a job on; 422 when no service here takes its type, 503 when the one that does is busy or
   * does not run now, 502 when it did not do it.
   */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Take a broadcast job",
      description =
          "Passed as POST /jobs to the running service whose recipe names the job's type. One that"
              + " says so has done it when the answer comes, with a result of at most 64 KiB.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "#/components/schemas/Job"),
              examples =
                  @ExampleObject(
                      name = "job",
                      value =
                          "{\"job_type\":\"reindex\",\"job_data\":{\"since\":\"2026-01-01\"}}")))
  @APIResponse(
      responseCode = "200",
      description = "A service has done it.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/JobOutcome"),
              examples =
                  @ExampleObject(
                      name = "completed",
                      value =
                          "{\"status\":\"completed\",\"worker_id\":\"lab-3-f5x2k7ahbq4wzn6c\",\"service\":\"ner-extraction\",\"job_type\":\"extract-entities\",\"result\":{\"entities\":[],\"engines\":[\"rules\"]}}")))
  @APIResponse(
      responseCode = "202",
      description = "A service took it and does not say when it is done.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/JobOutcome"),
              examples =
                  @ExampleObject(
                      name = "accepted",
                      value =
                          "{\"status\":\"accepted\",\"worker_id\":\"lab-3-f5x2k7ahbq4wzn6c\",\"service\":\"indexer\",\"job_type\":\"reindex\"}")))
  @APIResponse(responseCode = "400", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "413", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "422", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "503", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "502", ref = "#/components/responses/Problem")
  public Response take(JsonObject body) {
    var outcome = accept(body);
    var done = outcome.getString("status").equals(COMPLETED);
    return Response.status(done ? Response.Status.OK : Response.Status.ACCEPTED)
        .entity(outcome)
        .build();
  }

  JsonObject accept(JsonObject body) {
    var fields = new JsonFields(body);
    var jobType = fields.requiredText("job_type", MAX_TYPE);
    fields.object("job_data");
    fields.check();
    var service = launcher.takerOf(jobType).orElseThrow(() -> nobody(jobType));
    var said = pass(service, body);
    var done = said.getString("status", "").equals(COMPLETED);
    var outcome =
        Json.createObjectBuilder()
            .add("status", done ? COMPLETED : "accepted")
            .add("worker_id", identity.id().value())
            .add("service", service)
            .add("job_type", jobType);
    Stream.of("result", "result_bytes")
        .filter(member -> done && said.containsKey(member))
        .forEach(member -> outcome.add(member, said.get(member)));
    return outcome.build();
  }

  /** What the service says to it. */
  private JsonObject pass(String service, JsonObject body) {
    var address = launcher.address(service).orElseThrow(() -> notNow(service, "it has just ended"));
    try {
      var answer = client.send(ControlClient.Call.post(address, "/jobs", body, Map.of(), TIMEOUT));
      var said = answer.json().orElse(JsonObject.EMPTY_JSON_OBJECT);
      if (answer.ok()) {
        return said;
      }
      var detail = said.getString("detail", "it answered " + answer.status());
      throw BUSY.contains(answer.status()) ? notNow(service, detail) : failed(service, detail);
    } catch (UnreachableException e) {
      throw failed(service, e.reason());
    }
  }

  /** A service that would take it may not run now. */
  private PlatformException nobody(String jobType) {
    return launcher.states().entrySet().stream()
        .filter(given -> takes(given.getKey(), jobType))
        .findFirst()
        .map(given -> notNow(given.getKey(), "it is " + given.getValue().text()))
        .orElseGet(() -> unsupported(jobType));
  }

  private boolean takes(String service, String jobType) {
    return recipes.find(service).filter(it -> it.jobTypes().contains(jobType)).isPresent();
  }

  private static PlatformException unsupported(String jobType) {
    return PlatformException.invalidFields(
        List.of(
            new FieldError(
                "job_type",
                "is '%s', which no service that runs on this worker takes.".formatted(jobType))));
  }

  private static PlatformException notNow(String service, String reason) {
    return PlatformException.retryLater(
        ProblemType.SATURATED,
        "The service '%s' does not take the job now: %s".formatted(service, ended(reason)),
        RETRY);
  }

  private static PlatformException failed(String service, String reason) {
    return new PlatformException(
        Problem.of(
                ProblemType.UPSTREAM_FAILED,
                "The service '%s' did not do the job: %s".formatted(service, ended(reason)))
            .with("hop", "worker")
            .with("upstream", service));
  }

  private static String ended(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
