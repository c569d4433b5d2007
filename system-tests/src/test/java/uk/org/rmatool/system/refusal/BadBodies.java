package uk.org.rmatool.system.refusal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Bodies that no call takes, and what is said to each: bytes and status. */
final class BadBodies {
  private static final int LIMIT = 262_144;

  /** A value of each type of JSON, as text. */
  private static final Map<String, String> SAMPLES =
      Map.of(
          "string", "\"bad\"",
          "number", "12.5",
          "boolean", "true",
          "array", "[\"bad\"]",
          "object", "{\"bad\":1}");

  private BadBodies() {}

  /** What is no JSON object at all. */
  static Map<String, Integer> general() {
    var bodies = new LinkedHashMap<String, Integer>();
    for (var malformed :
        new String[] {
          "",
          " ",
          "x",
          "{",
          "{\"a\":",
          "{\"a\"}",
          "{\"a\":1,}",
          "{'a':1}",
          "{\"a\":01}",
          "{\"a\":NaN}",
          "{\"a\":Infinity}",
          "{\"a\":+1}",
          "{\"a\":\"\\x\"}",
          "{\"a\":\"\u0001\"}",
          "{} {}",
          "{}]",
          "\u0000",
          "{\"a\":" + "[".repeat(100_000),
          "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
          "{\"a\":".repeat(20_000),
          "a=1&b=2",
          "<a/>"
        }) {
      bodies.put(malformed, 400);
    }
    for (var other : new String[] {"[]", "[{}]", "\"text\"", "null", "true", "1", "-1e400"}) {
      bodies.put(other, 422);
    }
    bodies.put("{\"a\":\"" + "x".repeat(LIMIT) + "\"}", 413);
    return bodies;
  }

  /** Bytes that are no text in UTF-8. */
  static byte[] notUtf8(JsonObject good) {
    var text = good.toString().replaceFirst("\\{", "{\"bad\":\"\u00e9\",");
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A good body with one member wrong, by what is wrong; the wrong member's name is the value. */
  static Map<String, String> wrongMembers(JsonObject schema, JsonObject good) {
    var bodies = new LinkedHashMap<String, String>();
    var properties = schema.getJsonObject("properties");
    properties.forEach(
        (name, member) -> {
          for (var bad : badValues(member.asJsonObject())) {
            bodies.put(with(good, name, bad), name);
          }
        });
    if (schema.containsKey("required")) {
      for (var item : schema.getJsonArray("required")) {
        var name = ((JsonString) item).getString();
        bodies.put(without(good, name).toString(), name);
        bodies.put(with(good, name, "null"), name);
      }
    }
    return bodies;
  }

  private static Set<String> badValues(JsonObject schema) {
    var types = types(schema);
    var values = new TreeSet<String>();
    if (types.isEmpty()) {
      return values;
    }
    SAMPLES.forEach(
        (type, sample) -> {
          if (!types.contains(type) && !(type.equals("number") && types.contains("integer"))) {
            values.add(sample);
          }
        });
    var numeric = types.contains("integer") || types.contains("number");
    if (numeric) {
      values.add("1e400");
      values.add("-1e400");
      values.add("\"NaN\"");
      values.add("\"bad\"");
      values.add("9".repeat(400));
      if (schema.containsKey("minimum")) {
        values.add("-1");
      }
    }
    if (types.contains("integer")) {
      values.add("1.5");
      values.add("1e-7");
    }
    if (types.contains("string") && !numeric) {
      values.add("\"a\\u0000b\"");
      values.add("\"" + "x".repeat(100_000) + "\"");
    }
    if (types.contains("array") && schema.containsKey("items")) {
      values.add("[[]]");
      values.add("[7]");
    }
    if (schema.get("additionalProperties") instanceof JsonObject values1
        && types(values1).contains("string")) {
      values.add("{\"a\":7}");
      values.add("{\"a\":[]}");
      values.add("{\"" + "x".repeat(100_000) + "\":\"a\"}");
      values.add("{\"a\\u0000b\":\"a\"}");
      values.add("{\"a\":\"a\\u0000b\"}");
    }
    return values;
  }

  private static Set<String> types(JsonObject schema) {
    var types = new TreeSet<String>();
    JsonValue type = schema.getOrDefault("type", JsonValue.NULL);
    if (type instanceof JsonString one) {
      types.add(one.getString());
    } else if (type instanceof JsonArray many) {
      many.getValuesAs(JsonString.class).forEach(one -> types.add(one.getString()));
    }
    return types;
  }

  /** The member comes twice when it is there already: the last one counts. */
  private static String with(JsonObject good, String name, String bad) {
    var text = good.toString();
    var member = Json.createValue(name) + ":" + bad + "}";
    return text.substring(0, text.length() - 1) + (good.isEmpty() ? "" : ",") + member;
  }

  private static JsonObject without(JsonObject good, String name) {
    return Json.createObjectBuilder(good).remove(name).build();
  }
}
