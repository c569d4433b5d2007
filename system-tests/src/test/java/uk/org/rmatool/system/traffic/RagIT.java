package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Documents go in at the router, are read by one service, kept by another, and found. */
@ExtendWith(SharedPlatform.class)
class RagIT {
  private static final String COLLECTION = "/service/rag/collections/it-handbook";

  @Test
  void aFileIsReadKeptAndFoundAndALackOfModelsIsSaid(Platform platform) {
    Await.until(
        "rag-embeddings can be called",
        Duration.ofSeconds(90),
        () -> post(platform, COLLECTION, "{}").status() == 201);
    var put =
        send(
            platform,
            COLLECTION + "/documents?filename=light.html&id=light",
            "<html><title>Harbour light</title><p>The lamp is lit half an hour before sunset.</p>",
            "text/html");
    assertThat(put.status()).as("%s", put).isEqualTo(201);
    assertThat(put.object().getString("title")).isEqualTo("Harbour light");

    var found = post(platform, COLLECTION + "/search", "{\"query\":\"When is the light on?\"}");
    assertThat(found.status()).as("%s", found).isEqualTo(200);
    var hit = found.object().getJsonArray("results").getValuesAs(JsonObject.class).getFirst();
    assertThat(hit.getString("document_id")).isEqualTo("light");
    assertThat(hit.getString("text")).contains("half an hour before sunset");

    var asked = post(platform, COLLECTION + "/ask", "{\"question\":\"When is the light on?\"}");
    assertThat(asked.status()).as("%s", asked).isEqualTo(503);
    assertThat(asked.object().getString("detail")).contains("llm-inference");
    assertThat(platform.router().send("DELETE", COLLECTION, BodyPublishers.noBody()).status())
        .isEqualTo(200);
  }

  @Test
  void theGatewayEmbedsWithIt(Platform platform) {
    Await.until(
        "the gateway knows the model",
        Duration.ofSeconds(90),
        () -> platform.router().get("/v1/models").text().contains("all-minilm-l6-v2-q"));
    var answer =
        post(platform, "/v1/embeddings", "{\"model\":\"all-minilm-l6-v2-q\",\"input\":\"a text\"}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var data = answer.object().getJsonArray("data");
    assertThat(data.getJsonObject(0).getJsonArray("embedding")).hasSize(384);
  }

  private static Answer post(Platform platform, String path, String json) {
    return send(platform, path, json, "application/json");
  }

  private static Answer send(Platform platform, String path, String body, String type) {
    return platform
        .router()
        .send("POST", path, BodyPublishers.ofString(body), "Content-Type", type);
  }
}
