package uk.org.rmatool.system.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A job goes in at the router, to the services of every worker, and each outcome comes back. */
@ExtendWith(SharedPlatform.class)
class BroadcastIT {
  private static void await(Platform platform, String service) {
    Await.until(
        service + " can be called",
        Duration.ofMinutes(2),
        () -> platform.router().get("/service/" + service + "/health").status() == 200);
  }

  /** What became of it at our worker; test doubles of others may be there too. */
  private static JsonObject outcome(
      Platform platform, String type, String service, JsonObjectBuilder data) {
    var job =
        Json.createObjectBuilder()
            .add("job_type", type)
            .add("job_data", data)
            .add("required_capability", service)
            .build();
    var answer = platform.router().post("/api/coordinator/broadcast-job", job);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var outcomes = answer.object().getJsonArray("workers").getValuesAs(JsonObject.class);
    return outcomes.stream()
        .filter(outcome -> !outcome.getString("status").equals("unreachable"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(answer.text()));
  }

  private static JsonObject result(
      Platform platform, String type, String service, JsonObjectBuilder data) {
    var outcome = outcome(platform, type, service, data);
    assertThat(outcome.getString("status")).as("%s", outcome).isEqualTo("completed");
    assertThat(outcome.getString("service")).isEqualTo(service);
    return outcome.getJsonObject("result");
  }

  @Test
  void aDocumentIsReadByEachWorkersService(Platform platform) {
    await(platform, "document-processing");
    var html = "<html><title>Harbour light</title><p>The lamp is lit before sunset.</p>";
    var content = Base64.getEncoder().encodeToString(html.getBytes(UTF_8));
    var result =
        result(
            platform,
            "extract-document",
            "document-processing",
            Json.createObjectBuilder().add("content", content).add("filename", "light.html"));
    assertThat(result.getString("text")).contains("The lamp is lit before sunset.");
    assertThat(result.getJsonObject("metadata").getString("dc:title")).isEqualTo("Harbour light");
  }

  @Test
  void aDocumentGoesIntoTheCollectionOfEachWorker(Platform platform) {
    await(platform, "rag-embeddings");
    var collection = Json.createObjectBuilder().add("collection", "it-broadcast");
    var made = result(platform, "make-collection", "rag-embeddings", collection);
    assertThat(made.getString("name")).isEqualTo("it-broadcast");
    var document =
        Json.createObjectBuilder()
            .add("collection", "it-broadcast")
            .add("id", "light")
            .add("text", "The lamp is lit half an hour before sunset.");
    var put = result(platform, "ingest-document", "rag-embeddings", document);
    assertThat(put.getInt("passages")).isEqualTo(1);
    var found =
        platform
            .router()
            .post("/service/rag/collections/it-broadcast/search", "{\"query\":\"the light\"}");
    assertThat(found.object().getJsonArray("results").getJsonObject(0).getString("document_id"))
        .isEqualTo("light");
    assertThat(platform.router().delete("/service/rag/collections/it-broadcast").status())
        .isEqualTo(200);
  }

  @Test
  void notesBecomeALetterAtEachWorker(Platform platform) {
    await(platform, "notes-coa");
    var notes =
        Json.createObjectBuilder()
            .add("client_name", "Jane Smith")
            .add("notes", "I will write to British Gas.");
    assertThat(result(platform, "convert-notes", "notes-coa", notes).getString("letter"))
        .contains("Dear Jane Smith,", "- Write to British Gas.");
  }

  @Test
  void whatAServiceRefusesFailsWithItsReason(Platform platform) {
    await(platform, "notes-coa");
    var refused =
        outcome(
            platform, "convert-notes", "notes-coa", Json.createObjectBuilder().add("notes", ""));
    assertThat(refused.getString("status")).isEqualTo("failed");
    assertThat(refused.getString("message"))
        .contains("The service 'notes-coa' did not do the job: ", "client_name: is required");
  }

  @Test
  void aTypeThatNoServiceTakesIsSaid(Platform platform) {
    await(platform, "document-processing");
    var data = Json.createObjectBuilder();
    assertThat(outcome(platform, "fly", "document-processing", data).getString("status"))
        .isEqualTo("unsupported");
  }
}
