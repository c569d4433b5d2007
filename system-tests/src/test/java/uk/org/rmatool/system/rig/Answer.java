package uk.org.rmatool.system.rig;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HTTP answer.
 *
 * @param headers values by name, the name in whatever case
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, never compared
public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
  public Answer {
    var ignoringCase = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    ignoringCase.putAll(headers);
    headers = ignoringCase;
  }

  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body as JSON; fails saying what came instead. */
  public JsonValue json() {
    try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
      return reader.readValue();
    } catch (JsonException e) {
      throw new AssertionError("Not JSON but: " + this, e);
    }
  }

  public JsonObject object() {
    return json().asJsonObject();
  }

  /** The check of this name in an answer of MicroProfile Health. */
  public Optional<JsonObject> check(String name) {
    return object().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
        .filter(check -> check.getString("name").equals(name))
        .findFirst();
  }

  @Override
  public String toString() {
    var text = text();
    return status + " " + headers + " " + text.substring(0, Math.min(text.length(), 2000));
  }
}
