package uk.org.rmatool.service.platform;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
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
   * @param user a text, or a list of parts as of OpenAI's vision models
   * @param model which one; the first that is loaded when empty
   * @throws PlatformException 503 when no model answers
   */
  public Said ask(Optional<String> model, String system, JsonValue user, int maxTokens)
      throws InterruptedException {
    return ask(model, system, user, maxTokens, Optional.empty());
  }

  /**
   * Asks once for an answer in a format.
   *
   * @param user a text, or a list of parts as of OpenAI's vision models
   * @param model which one; the first that is loaded when empty
   * @param format the protocol's <code>response_format</code>; empty for plain text
   * @throws PlatformException 503 when no model answers
   */
  public Said ask(
      Optional<String> model,
      String system,
      JsonValue user,
      int maxTokens,
      Optional<JsonObject> format)
      throws InterruptedException {
    var name = model.isPresent() ? model.get() : loaded();
    var body =
        Json.createObjectBuilder()
            .add("model", name)
            .add("temperature", 0)
            .add("max_tokens", maxTokens)
            .add(
                "messages",
                Json.createArrayBuilder()
                    .add(message("system", Json.createValue(system)))
                    .add(message("user", user)));
    format.ifPresent(it -> body.add("response_format", it));
    var request =
        platform
            .request(SERVICE, "/v1/chat/completions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.build().toString()));
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
      throw Platform.away(SERVICE, "llm-inference has no model loaded.");
    }
  }

  private static JsonObject message(String role, JsonValue content) {
    return Json.createObjectBuilder().add("role", role).add("content", content).build();
  }
}
