package uk.org.rmatool.platform.openapi;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An OpenAPI document, its references resolved where they are read. */
final class ApiDocument {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete", "options");

  private final Map<String, Object> root;

  private ApiDocument(Map<String, Object> root) {
    this.root = root;
  }

  /** One method of one path, such as <code>GET /health</code>. */
  record Operation(String name, Map<String, Object> content, List<Map<String, Object>> parameters) {
    boolean isServiceCall() {
      return name.contains(" /service/") || name.contains(" /api/service/");
    }

    /** Whether it has another contract than ours: OpenAI's. */
    boolean isGatewayCall() {
      return name.contains(" /v1/");
    }
  }

  /** A body with its schema and examples. */
  record Body(String mediaType, Map<String, Object> schema, List<Object> examples) {}

  static ApiDocument of(Class<?> program) {
    try (InputStream file = program.getResourceAsStream("/META-INF/openapi.yaml")) {
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      return new ApiDocument(new Yaml(new SafeConstructor(options)).load(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, Object> info() {
    return map(root.get("info"));
  }

  Map<String, Operation> operations() {
    var operations = new LinkedHashMap<String, Operation>();
    map(root.get("paths"))
        .forEach(
            (path, item) -> {
              var methods = map(item);
              var shared = maps(methods.get("parameters"));
              methods.forEach(
                  (method, operation) -> {
                    if (METHODS.contains(method)) {
                      var name = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
                      var own = maps(map(operation).get("parameters"));
                      operations.put(
                          name,
                          new Operation(
                              name,
                              map(operation),
                              Stream.concat(shared.stream(), own.stream()).toList()));
                    }
                  });
            });
    return operations;
  }

  /** The responses of an operation by status. */
  Map<String, Map<String, Object>> responses(Operation operation) {
    return map(operation.content().get("responses")).entrySet().stream()
        .collect(toMap(Map.Entry::getKey, entry -> map(entry.getValue())));
  }

  List<Body> requestBodies(Operation operation) {
    return bodies(map(operation.content().get("requestBody")));
  }

  /** The bodies of a request or a response. */
  List<Body> bodies(Map<String, Object> carrier) {
    var bodies = new ArrayList<Body>();
    map(carrier.get("content"))
        .forEach(
            (mediaType, content) -> {
              var media = map(content);
              var examples = new ArrayList<Object>();
              if (media.containsKey("example")) {
                examples.add(media.get("example"));
              }
              map(media.get("examples"))
                  .values()
                  .forEach(example -> examples.add(map(example).get("value")));
              bodies.add(new Body(mediaType, map(media.get("schema")), examples));
            });
    return bodies;
  }

  /** The object itself, or what its <code>$ref</code> points at; empty for none. */
  @SuppressWarnings("unchecked")
  Map<String, Object> map(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Map.of();
    }
    return map.get("$ref") instanceof String pointer
        ? map(follow(pointer))
        : (Map<String, Object>) map;
  }

  List<Map<String, Object>> maps(Object value) {
    return value instanceof List<?> list ? list.stream().map(this::map).toList() : List.of();
  }

  /** Every reference of the document. */
  List<String> references() {
    var found = new ArrayList<String>();
    collect(root, found);
    return found;
  }

  private static void collect(Object value, List<String> found) {
    switch (value) {
      case Map<?, ?> map -> {
        if (map.get("$ref") instanceof String pointer) {
          found.add(pointer);
        }
        map.values().forEach(member -> collect(member, found));
      }
      case List<?> list -> list.forEach(member -> collect(member, found));
      case null, default -> {}
    }
  }

  /** What the reference points at; null when that is nothing. */
  Object follow(String pointer) {
    Object at = root;
    for (var step : pointer.substring("#/".length()).split("/")) {
      at = at instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return at;
  }
}
