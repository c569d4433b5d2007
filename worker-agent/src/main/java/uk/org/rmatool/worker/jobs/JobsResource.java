package uk.org.rmatool.worker.jobs;

import jakarta.inject.Inject;
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

/** Takes the jobs that a coordinator broadcasts. */
@Component
@Path("jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Worker")
public class JobsResource {
  private static final int MAX_TYPE = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Launcher launcher;
  private final ControlClient client;
  private final Identity identity;

  @Inject
  public JobsResource(Launcher launcher, ControlClient client, Identity identity) {
    this.launcher = launcher;
    this.client = client;
    this.identity = identity;
  }

  /**
   * A job that was taken.
   *
   * @param status always <code>accepted</code>
   * @param workerId this worker
   * @param service the service that took it
   * @param jobType its type
   */
  public record Accepted(String status, String workerId, String service, String jobType) {}

  /** Passes a job on; 422 when no running service takes its type, 502 or 504 when it failed to. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Take a broadcast job",
      description =
          "Passed as POST /jobs to the running service whose recipe names the job's type.")
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
      responseCode = "202",
      description = "A service took it.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/JobAccepted"),
              examples =
                  @ExampleObject(
                      name = "accepted",
                      value =
                          "{\"status\":\"accepted\",\"worker_id\":\"lab-3-f5x2k7ahbq4wzn6c\",\"service\":\"rag-embeddings\",\"job_type\":\"reindex\"}")))
  @APIResponse(responseCode = "400", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "413", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "422", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "502", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "504", ref = "#/components/responses/Problem")
  public Response take(JsonObject body) {
    return Response.accepted(accept(body)).build();
  }

  Accepted accept(JsonObject body) {
    var fields = new JsonFields(body);
    var jobType = fields.requiredText("job_type", MAX_TYPE);
    fields.object("job_data");
    fields.check();
    var service = launcher.takerOf(jobType).orElseThrow(() -> unsupported(jobType));
    pass(service, body);
    return new Accepted("accepted", identity.id().value(), service, jobType);
  }

  private void pass(String service, JsonObject body) {
    var address = launcher.address(service).orElseThrow(() -> gone(service));
    try {
      var answer = client.send(ControlClient.Call.post(address, "/jobs", body, Map.of(), TIMEOUT));
      if (!answer.ok()) {
        throw failed(service, "answered " + answer.status());
      }
    } catch (UnreachableException e) {
      throw failed(service, e.reason());
    }
  }

  private static PlatformException unsupported(String jobType) {
    return PlatformException.invalidFields(
        List.of(
            new FieldError(
                "job_type",
                "is '%s', which no service that runs on this worker takes.".formatted(jobType))));
  }

  private static PlatformException gone(String service) {
    return failed(service, "has just ended");
  }

  private static PlatformException failed(String service, String reason) {
    return new PlatformException(
        Problem.of(
                ProblemType.UPSTREAM_FAILED,
                "The service '%s' did not take the job: %s.".formatted(service, reason))
            .with("hop", "worker")
            .with("upstream", service));
  }
}
