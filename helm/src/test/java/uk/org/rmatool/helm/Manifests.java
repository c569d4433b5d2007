package uk.org.rmatool.helm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What one rendering gave. */
record Manifests(List<JsonElement> all) {
  private static final Set<String> WITH_PODS = Set.of("Deployment", "StatefulSet");

  List<JsonObject> of(String kind) {
    return objects().filter(object -> kind.equals(text(object, "kind"))).toList();
  }

  JsonObject one(String kind, String name) {
    return find(kind, name)
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + names()));
  }

  Optional<JsonObject> find(String kind, String name) {
    return of(kind).stream().filter(object -> name.equals(name(object))).findFirst();
  }

  List<String> names() {
    return objects().map(object -> text(object, "kind") + "/" + name(object)).toList();
  }

  /** The pods that deployments and stateful sets make. */
  List<JsonObject> podTemplates() {
    return objects()
        .filter(object -> WITH_PODS.contains(text(object, "kind")))
        .map(object -> at(object, "spec", "template"))
        .toList();
  }

  /** The pod template of a program. */
  JsonObject pod(String program) {
    return podTemplates().stream()
        .filter(
            pod -> list(pod, "spec", "containers").anyMatch(c -> program.equals(text(c, "name"))))
        .findFirst()
        .orElseThrow();
  }

  List<JsonObject> servers() {
    return podTemplates().stream().flatMap(pod -> list(pod, "spec", "containers")).toList();
  }

  List<JsonObject> containers() {
    return podTemplates().stream()
        .flatMap(
            pod ->
                Stream.concat(list(pod, "spec", "containers"), list(pod, "spec", "initContainers")))
        .toList();
  }

  JsonObject server(String program) {
    return servers().stream()
        .filter(container -> program.equals(text(container, "name")))
        .findFirst()
        .orElseThrow();
  }

  /** The plain value of a server's variable; empty when it is absent or comes from elsewhere. */
  Optional<String> env(String program, String variable) {
    return list(server(program), "env")
        .filter(entry -> variable.equals(text(entry, "name")) && entry.has("value"))
        .map(entry -> text(entry, "value"))
        .findFirst();
  }

  private Stream<JsonObject> objects() {
    return all.stream().map(JsonElement::getAsJsonObject);
  }

  static String name(JsonObject object) {
    return text(at(object, "metadata"), "name");
  }

  static String text(JsonObject object, String field) {
    return object.has(field) ? object.get(field).getAsString() : "";
  }

  /** The object at a path of fields; an empty one where the path ends early. */
  static JsonObject at(JsonObject object, String... path) {
    var here = object;
    for (var field : path) {
      here = here.has(field) ? here.getAsJsonObject(field) : new JsonObject();
    }
    return here;
  }

  static Stream<JsonObject> list(JsonObject object, String... path) {
    var last = path.length - 1;
    var parent = at(object, List.of(path).subList(0, last).toArray(String[]::new));
    var found = parent.has(path[last]) ? parent.getAsJsonArray(path[last]) : new JsonArray();
    return StreamSupport.stream(found.spliterator(), false).map(JsonElement::getAsJsonObject);
  }
}
