package uk.org.rmatool.router.gateway;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;

/**
 * How a text that broke off is continued elsewhere: the text so far becomes the prefix, because a
 * model writes each token from what is before it alone. Where there is more state than the text it
 * cannot be done.
 *
 * <p>A chat goes on in its last message, which servers leave open for <code>continue_final_message
 * </code> (vLLM and its relatives, llama.cpp), or when it is the assistant's (llama.cpp before
 * that).
 */
final class Continuation {
  private static final String MESSAGES = "messages";
  private static final String PROMPT = "prompt";
  private static final String CONTENT = "content";
  private static final String CONTINUE = "continue_final_message";
  private static final String GENERATION_PROMPT = "add_generation_prompt";

  /** Members by which the output is more than one text, or is made to follow a grammar. */
  private static final List<String> STATEFUL =
      List.of(
          "tools",
          "functions",
          "function_call",
          "logprobs",
          "top_logprobs",
          "prompt_logprobs",
          "echo",
          "suffix",
          "use_beam_search",
          "audio",
          "grammar",
          "json_schema",
          "structured_outputs",
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar",
          "regex",
          "ebnf",
          "n_probs",
          "return_token_ids",
          "truncate_prompt_tokens",
          "include_stop_str_in_output",
          "structural_tag");

  /** Limits of the tokens that are made, by any server. */
  private static final List<String> MOST =
      List.of("max_tokens", "max_completion_tokens", "n_predict");

  private static final String LEAST = "min_tokens";

  private Continuation() {}

  /** Why this request cannot be continued; empty when it can. */
  static Optional<String> obstacle(Endpoint endpoint, JsonObject request) {
    for (var several : List.of("n", "best_of")) {
      if (request.get(several) instanceof JsonNumber number && number.doubleValue() > 1) {
        return Optional.of("%s is %s".formatted(several, number));
      }
    }
    for (var name : STATEFUL) {
      if (says(request.get(name))) {
        return Optional.of("it uses " + name);
      }
    }
    if (request.get("tool_choice") instanceof JsonString choice
        ? !choice.getString().equals("none")
        : says(request.get("tool_choice"))) {
      return Optional.of("it uses tool_choice");
    }
    if (says(request.get("response_format"))
        && !(request.get("response_format") instanceof JsonObject format
            && format.getString("type", "").equals("text"))) {
      return Optional.of("it uses response_format");
    }
    return endpoint == Endpoint.CHAT ? chatObstacle(request) : promptObstacle(request);
  }

  /** Whether a member has a value that means something. */
  private static boolean says(@Nullable JsonValue value) {
    return switch (value) {
      case null -> false;
      case JsonArray list -> !list.isEmpty();
      case JsonObject object -> !object.isEmpty();
      case JsonString text -> !text.getString().isEmpty();
      case JsonNumber number -> number.doubleValue() != 0;
      default -> value.equals(JsonValue.TRUE);
    };
  }

  private static Optional<String> chatObstacle(JsonObject request) {
    if (!(request.get(MESSAGES) instanceof JsonArray messages)
        || messages.isEmpty()
        || !(messages.getLast() instanceof JsonObject last)) {
      return Optional.of("it has no messages");
    }
    if (!isOpen(request) && !last.getString("role", "").equals("assistant")) {
      return Optional.empty();
    }
    return isOpen(request) && last.get(CONTENT) instanceof JsonString
        ? Optional.empty()
        : Optional.of("its last message is the assistant's");
  }

  /** Whether the client itself began the answer. */
  private static boolean isOpen(JsonObject request) {
    return request.getOrDefault(CONTINUE, JsonValue.FALSE).equals(JsonValue.TRUE);
  }

  private static Optional<String> promptObstacle(JsonObject request) {
    return prompt(request).isPresent()
        ? Optional.empty()
        : Optional.of("its prompt is not one text");
  }

  private static Optional<String> prompt(JsonObject request) {
    return switch (request.get(PROMPT)) {
      case JsonString text -> Optional.of(text.getString());
      case JsonArray list when list.size() == 1 && list.getFirst() instanceof JsonString text ->
          Optional.of(text.getString());
      case null, default -> Optional.empty();
    };
  }

  /**
   * The request that continues a text.
   *
   * @param request one without obstacle
   * @param text what the client has
   * @param tokens about how many it has
   * @return empty when no more tokens were asked for
   */
  static Optional<JsonObject> request(
      Endpoint endpoint, JsonObject request, String text, int tokens) {
    var continued = Json.createObjectBuilder(request);
    for (var name : MOST) {
      if (request.get(name) instanceof JsonNumber most && most.longValue() > 0) {
        if (most.longValue() <= tokens) {
          return Optional.empty();
        }
        continued.add(name, most.longValue() - tokens);
      }
    }
    if (request.get(LEAST) instanceof JsonNumber least) {
      continued.add(LEAST, Math.max(0, least.longValue() - tokens));
    }
    if (!text.isEmpty()) {
      prefix(endpoint, request, text, continued);
    }
    return Optional.of(continued.build());
  }

  private static void prefix(
      Endpoint endpoint, JsonObject request, String text, JsonObjectBuilder continued) {
    if (endpoint == Endpoint.CHAT) {
      continued
          .add(MESSAGES, messages(request, text))
          .add(GENERATION_PROMPT, false)
          .add(CONTINUE, true);
    } else {
      continued.add(PROMPT, prompt(request).orElseThrow() + text);
    }
  }

  private static JsonArray messages(JsonObject request, String text) {
    var before = request.getJsonArray(MESSAGES);
    var messages = Json.createArrayBuilder();
    if (isOpen(request)) {
      before.subList(0, before.size() - 1).forEach(messages::add);
      var last = before.getJsonObject(before.size() - 1);
      messages.add(Json.createObjectBuilder(last).add(CONTENT, last.getString(CONTENT) + text));
    } else {
      before.forEach(messages::add);
      messages.add(Json.createObjectBuilder().add("role", "assistant").add(CONTENT, text));
    }
    return messages.build();
  }
}
