package uk.org.rmatool.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.StrictJson;

/**
 * Jobs that a coordinator broadcasts. Each type stands for a request to a route that the service
 * has anyway, with its checks, limits and errors; what that answers is the job's outcome.
 */
public final class Jobs {
  /** The longest job, in bytes. */
  static final int MAX_JOB = 1024 * 1024;

  /** Of longer results only the length is told: everybody's come together at the router. */
  static final int MAX_RESULT = 64 * 1024;

  private static final int MAX_TYPE = 200;
  private static final Pattern SEGMENT = Pattern.compile("\\{([a-z_]+)}");
  private static final String CONTENT = "content";

  private final Routes routes;
  private final Map<String, Kind> kinds = new TreeMap<>();

  /** What a type stands for; <code>{names}</code> in the path are members of the job's data. */
  private record Kind(String method, String path, boolean upload) {}

  /**
   * Takes none yet.
   *
   * @param routes which answer the requests that jobs stand for; they get <code>POST /jobs</code>
   */
  public Jobs(Routes routes) {
    this.routes = routes;
    routes.post("/jobs", this::take);
  }

  /** Such a job's data is the body of this request. */
  public Jobs json(String type, String method, String path) {
    kinds.put(type, new Kind(method, path, false));
    return this;
  }

  /**
   * Such a job's data has in <code>content</code> what is sent to this path, in Base64; its other
   * members are the parameters.
   */
  public Jobs upload(String type, String path) {
    kinds.put(type, new Kind("POST", path, true));
    return this;
  }

  /**
   * 200 when it was done, with the result; else what the request that it stands for is answered.
   */
  private Answer take(Call call) throws IOException, InterruptedException {
    var fields = new JsonFields(call.json(MAX_JOB));
    var type = fields.requiredText("job_type", MAX_TYPE);
    var data = fields.object("job_data").orElse(JsonValue.EMPTY_JSON_OBJECT);
    fields.check();
    var kind = kinds.get(type);
    if (kind == null) {
      throw refused(
          "job_type",
          "is '%s'; this service takes %s.".formatted(type, String.join(", ", kinds.keySet())));
    }
    try (var answer = routes.answer(request(call, kind, data))) {
      return answer.isError() ? answer.releasing(() -> {}) : completed(type, answer);
    }
  }

  private static JobRequest request(Call call, Kind kind, JsonObject data) {
    var rest = new TreeMap<String, JsonValue>(data);
    var path = SEGMENT.matcher(kind.path()).replaceAll(found -> segment(rest, found.group(1)));
    if (!kind.upload()) {
      var body = Json.createObjectBuilder();
      rest.forEach(body::add);
      var isInPath = rest.isEmpty() && !data.isEmpty();
      var bytes = isInPath ? new byte[0] : body.build().toString().getBytes(UTF_8);
      return new JobRequest(call.request(), kind.method(), path, Answer.JSON, bytes);
    }
    var bytes = content(rest.remove(CONTENT));
    return new JobRequest(
        call.request(),
        kind.method(),
        rest.isEmpty() ? path : path + "?" + query(rest),
        "application/octet-stream",
        bytes);
  }

  private static String segment(Map<String, JsonValue> data, String name) {
    var text = data.remove(name) instanceof JsonString string ? string.getString() : "";
    if (text.isEmpty()) {
      throw refused("job_data." + name, "is required and must be a string.");
    }
    return encoded(text);
  }

  private static byte[] content(@Nullable JsonValue value) {
    try {
      if (value instanceof JsonString text) {
        return Base64.getDecoder().decode(text.getString());
      }
    } catch (IllegalArgumentException e) {
      throw refused("job_data." + CONTENT, "is no Base64: %s.".formatted(e.getMessage()));
    }
    throw refused("job_data." + CONTENT, "is required: the file, in Base64.");
  }

  private static String query(Map<String, JsonValue> data) {
    return data.entrySet().stream()
        .map(member -> encoded(member.getKey()) + "=" + encoded(text(member)))
        .collect(Collectors.joining("&"));
  }

  private static String text(Map.Entry<String, JsonValue> member) {
    return switch (member.getValue()) {
      case JsonString text -> text.getString();
      case JsonNumber number -> number.toString();
      default -> throw refused("job_data." + member.getKey(), "must be a string or a number.");
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static Answer completed(String type, Answer answer) throws IOException {
    var bytes = new ByteArrayOutputStream();
    answer.body().writeTo(bytes);
    var outcome = Json.createObjectBuilder().add("status", "completed").add("job_type", type);
    if (bytes.size() > MAX_RESULT || !answer.mediaType().equals(Answer.JSON)) {
      outcome.add("result_bytes", bytes.size());
    } else {
      outcome.add("result", StrictJson.parse(bytes.toByteArray()));
    }
    return Answer.json(200, outcome.build());
  }

  private static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }
}
