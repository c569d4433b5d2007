package uk.org.rmatool.jkademlia.json;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON value. Equal values have the same canonical text. */
public sealed interface JsonValue {
  /**
   * The text of this value in RFC 8785 form: no blanks, members in order, one way for each number.
   */
  default String canonical() {
    return CanonicalJson.of(this);
  }

  /** Members in the order of RFC 8785 (by UTF-16 code units). */
  record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public JsonObject {
      members = Collections.unmodifiableMap(new TreeMap<>(members));
    }

    public Optional<JsonValue> get(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /** The text of a member; empty when it is missing or no string. */
    public Optional<String> text(String name) {
      return members.get(name) instanceof JsonString text
          ? Optional.of(text.value())
          : Optional.empty();
    }

    /** A member's number; empty when it is missing or no number. */
    public Optional<Double> number(String name) {
      return members.get(name) instanceof JsonNumber number
          ? Optional.of(number.value())
          : Optional.empty();
    }

    /** This object with one member more, or another value for it. */
    public JsonObject with(String name, JsonValue value) {
      var changed = new TreeMap<>(members);
      changed.put(name, value);
      return new JsonObject(changed);
    }

    /** This object less one member. */
    public JsonObject without(String name) {
      var changed = new TreeMap<>(members);
      changed.remove(name);
      return new JsonObject(changed);
    }
  }

  record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
      items = List.copyOf(items);
    }

    /** An array of strings. */
    public static JsonArray ofTexts(List<String> texts) {
      return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
    }
  }

  record JsonString(String value) implements JsonValue {}

  /**
   * A number as ECMAScript has it.
   *
   * @param value finite; minus zero becomes zero
   */
  record JsonNumber(double value) implements JsonValue {
    public JsonNumber {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("JSON has no number " + value);
      }
      value += 0.0;
    }
  }

  record JsonBoolean(boolean value) implements JsonValue {}

  /** The value <code>null</code>. */
  record JsonNull() implements JsonValue {}
}
