package uk.org.rmatool.router.gateway;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * An error as OpenAI's clients expect it: <code>{"error": {message, type, param, code}}</code>.
 *
 * @param status of the answer
 * @param type <code>invalid_request_error</code> for what the caller can change, <code>
 *     server_error</code> for the rest
 * @param param the member of the request that it is about, if it is about one
 * @param code a stable word
 * @param retryAfter seconds
 */
record OpenAiError(
    int status,
    String message,
    String type,
    Optional<String> param,
    String code,
    Optional<String> retryAfter) {
  private static final String PARAM = "param";
  private static final String CODE = "code";
  private static final String PROBLEM = "urn:rma:problem:";
  private static final int MAX_MESSAGE = 500;

  static OpenAiError of(Problem problem) {
    var status =
        problem.type() == ProblemType.INVALID_FIELDS
            ? HttpServletResponse.SC_BAD_REQUEST
            : problem.status();
    return new OpenAiError(
        status,
        problem.detail(),
        type(status),
        Optional.ofNullable(problem.members().get(PARAM)),
        problem.members().getOrDefault(CODE, problem.type().name().toLowerCase(Locale.ROOT)),
        problem.retryAfterSeconds());
  }

  /** A problem of another hop, or an error of a service, whatever it looks like. */
  static OpenAiError of(int status, String body, Optional<String> retryAfter) {
    var json = JsonSize.object(body);
    var urn = text(json, "type").filter(type -> type.startsWith(PROBLEM));
    return new OpenAiError(
        status,
        text(json, "detail")
            .or(() -> text(json, "message"))
            .or(() -> text(json, "error"))
            .orElseGet(() -> plain(status, body)),
        type(status),
        Optional.empty(),
        urn.map(type -> type.substring(PROBLEM.length()).replace('-', '_'))
            .orElse("upstream_error"),
        retryAfter);
  }

  /** Whether this is an error as it should be already. */
  static boolean isIn(String body) {
    return JsonSize.object(body).get("error") instanceof JsonObject;
  }

  private static Optional<String> text(JsonObject json, String name) {
    return json.get(name) instanceof JsonString text
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  private static String plain(int status, String body) {
    return "The service answered %d: %s"
        .formatted(status, body.substring(0, Math.min(body.length(), MAX_MESSAGE)).strip());
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "rate_limit_error";
      default ->
          status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
              ? "invalid_request_error"
              : "server_error";
    };
  }

  /** 400 about a member of the request. */
  static PlatformException invalid(String param, String message) {
    return new PlatformException(
        Problem.of(ProblemType.MALFORMED_REQUEST, message)
            .with(PARAM, param)
            .with(CODE, "invalid_value"));
  }

  /** 404 for a model that nobody has. */
  static PlatformException unknownModel(String model, String why) {
    return new PlatformException(
        Problem.of(
                ProblemType.NOT_FOUND, "The model '%s' does not exist here%s".formatted(model, why))
            .with(PARAM, "model")
            .with(CODE, "model_not_found"));
  }

  JsonObject toJson() {
    return Json.createObjectBuilder()
        .add(
            "error",
            Json.createObjectBuilder()
                .add("message", message)
                .add("type", type)
                .add(PARAM, param.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
                .add(CODE, code))
        .build();
  }

  /** The whole answer. */
  void answer(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    retryAfter.ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    response.getOutputStream().write(toJson().toString().getBytes(StandardCharsets.UTF_8));
  }
}
