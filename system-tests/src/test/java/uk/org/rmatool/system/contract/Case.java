package uk.org.rmatool.system.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonPointer;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Problems;

/** One exchange of the contract; what its members mean stands in the package's description. */
record Case(JsonObject json) {

  static List<Case> read(String file) {
    try (var in = Case.class.getResourceAsStream("/contract/" + file);
        var reader = Json.createReader(in)) {
      return reader.readArray().getValuesAs(JsonObject.class).stream().map(Case::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OptionalInt row() {
    return json.containsKey("row") ? OptionalInt.of(json.getInt("row")) : OptionalInt.empty();
  }

  String title() {
    return "%s %s %s: %s"
        .formatted(
            row().isPresent() ? "row " + row().getAsInt() : "ours",
            json.getString("method"),
            json.getString("path"),
            json.getString("name"));
  }

  /** Sends it, checks what comes back, and keeps what later cases need. */
  void run(Http server, Map<String, String> names) {
    if (!json.containsKey("each")) {
      filledIn(names).send(server, names);
      return;
    }
    for (var value : json.getJsonArray("each").getValuesAs(JsonString.class)) {
      names.put("each", fill(value.getString(), names));
      filledIn(names).send(server, names);
    }
  }

  private void send(Http server, Map<String, String> names) {
    var headers = new ArrayList<String>();
    if (!json.getString("method").equals("GET")) {
      headers.addAll(List.of("Content-Type", "application/json"));
    }
    texts("headers").forEach((name, value) -> headers.addAll(List.of(name, value)));
    var answer =
        server.send(
            json.getString("method"),
            json.getString("path"),
            json.containsKey("body")
                ? json.getJsonObject("body").toString()
                : json.getString("text", ""),
            headers.toArray(String[]::new));
    check(answer);
    texts("capture")
        .forEach((name, pointer) -> names.put(name, at(Json.createPointer(pointer), answer)));
  }

  private void check(Answer answer) {
    assertThat(answer.status()).as("status of %s", answer).isEqualTo(json.getInt("status"));
    if (json.containsKey("problem")) {
      Problems.assertProblem(answer, json.getInt("status"), json.getString("problem"));
    }
    texts("answer_headers")
        .forEach(
            (name, value) ->
                assertThat(
                        Shape.mismatches(
                            Json.createValue(value),
                            Json.createValue(answer.header(name).orElse(""))))
                    .as("header %s of %s", name, answer)
                    .isEmpty());
    if (json.containsKey("answer")) {
      assertThat(Shape.mismatches(json.get("answer"), body(answer)))
          .as("differences from the contract in %s", answer)
          .isEmpty();
    }
  }

  /** A shape that is a text is about an answer that is one. */
  private JsonValue body(Answer answer) {
    return json.get("answer") instanceof JsonString
        ? Json.createValue(answer.text())
        : answer.json();
  }

  private Map<String, String> texts(String member) {
    var texts = new java.util.LinkedHashMap<String, String>();
    if (json.containsKey(member)) {
      json.getJsonObject(member)
          .forEach((name, value) -> texts.put(name, ((JsonString) value).getString()));
    }
    return texts;
  }

  private Case filledIn(Map<String, String> names) {
    try (var reader = Json.createReader(new StringReader(fill(json.toString(), names)))) {
      return new Case(reader.readObject());
    }
  }

  private static String fill(String text, Map<String, String> names) {
    var filled = text;
    for (var name : names.entrySet()) {
      filled = filled.replace("${" + name.getKey() + "}", name.getValue());
    }
    return filled;
  }

  private static String at(JsonPointer pointer, Answer answer) {
    return ((JsonString) pointer.getValue((JsonStructure) answer.json())).getString();
  }
}
