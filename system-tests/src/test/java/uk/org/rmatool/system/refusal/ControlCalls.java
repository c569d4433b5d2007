package uk.org.rmatool.system.refusal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The control calls that a program's OpenAPI document tells of. */
final class ControlCalls {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonObject document;

  /**
   * One call.
   *
   * @param parameters names of those in its query
   * @param body what its body may be, with an example
   * @param statuses what it may be answered
   */
  record Call(
      String method,
      String path,
      Set<String> parameters,
      Optional<Body> body,
      Set<Integer> statuses) {

    /** Its path with these in the place of its parameters, encoded. */
    String at(String id) {
      return path.replaceAll("\\{[^}]*}", id.replace("$", "\\$"));
    }

    boolean hasPlace() {
      return path.contains("{");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /**
   * A body.
   *
   * @param schema without references
   */
  record Body(JsonObject schema, JsonObject example) {}

  ControlCalls(JsonObject document) {
    this.document = document;
  }

  List<Call> all() {
    var calls = new ArrayList<Call>();
    document
        .getJsonObject("paths")
        .forEach(
            (path, value) -> {
              if (!path.contains("/service/") && !path.startsWith("/v1/")) {
                var item = resolved(value);
                item.forEach(
                    (method, operation) -> {
                      if (METHODS.contains(method)) {
                        calls.add(call(method, path, item, operation.asJsonObject()));
                      }
                    });
              }
            });
    return calls;
  }

  /** The methods that nothing documents at a path. */
  static Set<String> wrongMethods(String path, List<Call> calls) {
    var wrong = new TreeSet<String>();
    METHODS.forEach(method -> wrong.add(method.toUpperCase(Locale.ROOT)));
    calls.stream()
        .filter(call -> path.matches(call.path().replaceAll("\\{[^}]*}", ".+")))
        .forEach(call -> wrong.remove(call.method()));
    return wrong;
  }

  private Call call(String method, String path, JsonObject item, JsonObject operation) {
    var parameters = new TreeSet<String>();
    for (var holder : List.of(item, operation)) {
      if (holder.containsKey("parameters")) {
        holder.getJsonArray("parameters").stream()
            .map(this::resolved)
            .filter(parameter -> parameter.getString("in").equals("query"))
            .forEach(parameter -> parameters.add(parameter.getString("name")));
      }
    }
    var statuses = new TreeSet<Integer>();
    operation
        .getJsonObject("responses")
        .keySet()
        .forEach(status -> statuses.add(Integer.valueOf(status)));
    return new Call(method.toUpperCase(Locale.ROOT), path, parameters, body(operation), statuses);
  }

  private Optional<Body> body(JsonObject operation) {
    return Optional.ofNullable(operation.getJsonObject("requestBody"))
        .map(this::resolved)
        .map(body -> body.getJsonObject("content").getJsonObject("application/json"))
        .map(content -> new Body(resolved(content.get("schema")), example(content)));
  }

  private JsonObject example(JsonObject content) {
    return content.containsKey("example")
        ? content.getJsonObject("example")
        : resolved(content.getJsonObject("examples").values().iterator().next())
            .getJsonObject("value");
  }

  /** What a reference leads to, its members' references followed too where schemas nest. */
  private JsonObject resolved(JsonValue value) {
    var object = value.asJsonObject();
    if (object.containsKey("$ref")) {
      var pointer = Json.createPointer(object.getString("$ref").substring(1));
      return resolved(pointer.getValue(document));
    }
    if (!object.containsKey("properties")) {
      return object;
    }
    var properties = Json.createObjectBuilder();
    object
        .getJsonObject("properties")
        .forEach((name, schema) -> properties.add(name, resolved(schema)));
    return Json.createObjectBuilder(object).add("properties", properties).build();
  }

  /** Every path once. */
  static Map<String, List<Call>> byPath(List<Call> calls) {
    return calls.stream().collect(java.util.stream.Collectors.groupingBy(Call::path));
  }
}
