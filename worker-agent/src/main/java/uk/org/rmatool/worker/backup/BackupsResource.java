package uk.org.rmatool.worker.backup;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.security.MessageDigest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.state.Secrets;

/**
 * Saves services' data for the machine's owner: who can read <code>secrets/owner</code> in the
 * state folder, whose content is the bearer token (RFC 6750).
 */
@Component
@Path("backups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Worker")
public class BackupsResource {
  private static final int MAX_TEXT = 4_000;

  private final Backups backups;
  private final Secrets secrets;

  @Inject
  public BackupsResource(Backups backups, Secrets secrets) {
    this.backups = backups;
    this.secrets = secrets;
  }

  /**
   * Data that was saved.
   *
   * @param service whose
   * @param file where it is on the worker's machine
   * @param entries how many files are in it
   * @param bytes how many they have together
   */
  public record Saved(String service, String file, int entries, long bytes) {}

  @GET
  @Operation(
      summary = "Which services' data can be saved, and what is being saved",
      description = "For the machine's owner: the bearer token is in secrets/owner.")
  @APIResponse(
      responseCode = "200",
      description = "The services.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/Backups"),
              examples =
                  @ExampleObject(
                      name = "copying",
                      value =
                          "{\"services\":[\"rag-embeddings\",\"redis\"],\"now\":{\"service\":\"rag-embeddings\",\"step\":\"copying\",\"bytes\":1048576}}")))
  @APIResponse(responseCode = "403", ref = "#/components/responses/Problem")
  public JsonObject look(@HeaderParam("Authorization") @Nullable String authorization) {
    requireOwner(authorization);
    return backups.look();
  }

  /** Saves the data of one service; answers when that is done. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Save a service's data",
      description =
          "To a ZIP file in a folder of the worker's machine, as the service's recipe says;"
              + " answered when it has been written and read again. For the machine's owner: the"
              + " bearer token is in secrets/owner.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "#/components/schemas/BackupWish"),
              examples =
                  @ExampleObject(
                      name = "redis",
                      value = "{\"service\":\"redis\",\"folder\":\"/var/backups/rma\"}")))
  @APIResponse(
      responseCode = "200",
      description = "It was saved.",
      content =
          @Content(
              schema = @Schema(ref = "#/components/schemas/Saved"),
              examples =
                  @ExampleObject(
                      name = "saved",
                      value =
                          "{\"service\":\"redis\",\"file\":\"/var/backups/rma/redis-20261124T041500Z.zip\",\"entries\":1,\"bytes\":1234}")))
  @APIResponse(responseCode = "400", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "403", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "404", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "413", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "422", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "502", ref = "#/components/responses/Problem")
  @APIResponse(responseCode = "503", ref = "#/components/responses/Problem")
  public Saved save(@HeaderParam("Authorization") @Nullable String authorization, JsonObject body) {
    requireOwner(authorization);
    var fields = new JsonFields(body);
    var service = fields.requiredText("service", MAX_TEXT);
    var folder = folder(fields);
    fields.check();
    var saved = backups.save(service, folder);
    return new Saved(service, saved.file().toString(), saved.entries(), saved.bytes());
  }

  private static java.nio.file.Path folder(JsonFields fields) {
    var text = fields.requiredText("folder", MAX_TEXT);
    try {
      var folder = java.nio.file.Path.of(text);
      if (!text.isEmpty() && !folder.isAbsolute()) {
        fields.refuse("folder", "must be a whole path.");
      }
      return folder;
    } catch (InvalidPathException e) {
      fields.refuse("folder", "is no path.");
      return java.nio.file.Path.of("");
    }
  }

  private void requireOwner(@Nullable String authorization) {
    try {
      var wanted = "Bearer " + secrets.value(Secrets.OWNER);
      var given = authorization == null ? "" : authorization;
      if (!MessageDigest.isEqual(
          wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
        throw new PlatformException(
            ProblemType.REJECTED,
            "This is for the owner of the machine, who sends what secrets/owner in the worker's"
                + " state folder holds as a bearer token.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
