package uk.org.rmatool.system.contract;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What JSON must look like. An object: these members, among others. A list: these elements and no
 * others; {@code ["<each>", shape]}: at least one element, all like this; {@code ["<with>", …]}:
 * these among others. A text in angle brackets: a type ({@code <number>}, {@code <string|null>},
 * {@code <time>}), a beginning ({@code <starts …>}) or a regular expression ({@code <matches …>}).
 * Anything else: exactly this.
 */
final class Shape {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z?";

  private Shape() {}

  /** Everything about the JSON that is not as expected, one line each. */
  static List<String> mismatches(JsonValue expected, JsonValue actual) {
    var found = new ArrayList<String>();
    compare("$", expected, actual, found);
    return found;
  }

  private static void compare(
      String path, JsonValue expected, JsonValue actual, List<String> found) {
    switch (expected) {
      case JsonObject members when actual instanceof JsonObject object ->
          members.forEach((name, shape) -> member(path, name, shape, object, found));
      case JsonArray shapes when actual instanceof JsonArray list ->
          elements(path, shapes, list, found);
      case JsonString text when text.getString().matches("(?s)<.*>") -> {
        if (!holds(text.getString().substring(1, text.getString().length() - 1), actual)) {
          found.add("%s is %s, not %s".formatted(path, actual, text.getString()));
        }
      }
      case JsonNumber number
          when actual instanceof JsonNumber other
              && number.bigDecimalValue().compareTo(other.bigDecimalValue()) == 0 -> {}
      default -> {
        if (!expected.equals(actual)) {
          found.add("%s is %s, not %s".formatted(path, actual, expected));
        }
      }
    }
  }

  private static void member(
      String path, String name, JsonValue shape, JsonObject object, List<String> found) {
    if (object.containsKey(name)) {
      compare(path + "." + name, shape, object.get(name), found);
    } else {
      found.add("%s.%s is missing".formatted(path, name));
    }
  }

  private static void elements(String path, JsonArray shapes, JsonArray list, List<String> found) {
    var mode = shapes.isEmpty() || !(shapes.get(0) instanceof JsonString s) ? "" : s.getString();
    switch (mode) {
      case "<each>" -> {
        if (list.isEmpty()) {
          found.add(path + " is empty");
        }
        for (int i = 0; i < list.size(); i++) {
          compare("%s[%d]".formatted(path, i), shapes.get(1), list.get(i), found);
        }
      }
      case "<with>" -> {
        for (var shape : shapes.subList(1, shapes.size())) {
          if (list.stream().noneMatch(element -> mismatches(shape, element).isEmpty())) {
            found.add("%s has no element like %s: %s".formatted(path, shape, list));
          }
        }
      }
      default -> {
        if (shapes.size() != list.size()) {
          found.add("%s is %s, not %s".formatted(path, list, shapes));
          return;
        }
        for (int i = 0; i < list.size(); i++) {
          compare("%s[%d]".formatted(path, i), shapes.get(i), list.get(i), found);
        }
      }
    }
  }

  private static boolean holds(String rule, JsonValue actual) {
    if (rule.startsWith("starts ")) {
      return actual instanceof JsonString text
          && text.getString().startsWith(rule.substring("starts ".length()));
    }
    if (rule.startsWith("matches ")) {
      return actual instanceof JsonString text
          && Pattern.matches(rule.substring("matches ".length()), text.getString());
    }
    return List.of(rule.split("\\|")).stream().anyMatch(type -> isOf(type, actual));
  }

  private static boolean isOf(String type, JsonValue actual) {
    var kind = actual.getValueType();
    return switch (type) {
      case "string" -> kind == ValueType.STRING;
      case "number" -> kind == ValueType.NUMBER;
      case "boolean" -> kind == ValueType.TRUE || kind == ValueType.FALSE;
      case "object" -> kind == ValueType.OBJECT;
      case "array" -> kind == ValueType.ARRAY;
      case "null" -> kind == ValueType.NULL;
      case "time" -> actual instanceof JsonString text && text.getString().matches(TIME);
      default -> throw new IllegalArgumentException("no type '" + type + "'");
    };
  }
}
