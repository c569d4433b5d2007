package uk.org.rmatool.rag.platform;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;

/** A language model of llm-inference, asked in OpenAI's protocol. */
public final class LanguageModel {
  private static final String SERVICE = "llm-inference";
  private static final int MAX_ANSWER = 1024 * 1024;

  private final Platform platform;

  public LanguageModel(Platform platform) {
    this.platform = platform;
  }

  /** What a model said, and which one. */
  public record Said(String model, String text) {}

  /**
   * Asks once.
   *
   * @param model which one; the first that is loaded when empty
   * @throws PlatformException 503 when no model answers
   */
  public Said ask(Optional<String> model, String system, String user, int maxTokens)
      throws InterruptedException {
    var name = model.isPresent() ? model.get() : loaded();
    var body =
        Json.createObjectBuilder()
            .add("model", name)
            .add("temperature", 0)
            .add("max_tokens", maxTokens)
            .add(
                "messages",
                Json.createArrayBuilder().add(message("system", system)).add(message("user", user)))
            .build();
    var request =
        platform
            .request(SERVICE, "/v1/chat/completions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    var answer = platform.send(SERVICE, request, MAX_ANSWER);
    try {
      var message = answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
      return new Said(answer.getString("model", name), message.getString("content"));
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw Platform.failed(SERVICE, "its answer is no chat completion");
    }
  }

  private String loaded() throws InterruptedException {
    var models = platform.send(SERVICE, platform.request(SERVICE, "/v1/models"), MAX_ANSWER);
    try {
      return models.getJsonArray("data").getJsonObject(0).getString("id");
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw Platform.away(SERVICE, "llm-inference has no model loaded; /search needs none.");
    }
  }

  private static JsonObject message(String role, String content) {
    return Json.createObjectBuilder().add("role", role).add("content", content).build();
  }
}
