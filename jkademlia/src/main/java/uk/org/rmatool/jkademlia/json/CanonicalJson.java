package uk.org.rmatool.jkademlia.json;

import java.util.List;
import java.util.Map;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonBoolean;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNull;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;

/** Writes JSON in the form of RFC 8785 (JSON Canonicalization Scheme). */
final class CanonicalJson {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  static String of(JsonValue value) {
    var writer = new CanonicalJson();
    writer.write(value);
    return writer.out.toString();
  }

  private void write(JsonValue value) {
    switch (value) {
      case JsonObject object -> object(object.members());
      case JsonArray array -> array(array.items());
      case JsonString text -> string(text.value());
      case JsonNumber number -> out.append(EcmaNumber.format(number.value()));
      case JsonBoolean truth -> out.append(truth.value());
      case JsonNull none -> out.append("null");
    }
  }

  private void object(Map<String, JsonValue> members) {
    var separator = '{';
    for (var member : members.entrySet()) {
      out.append(separator);
      separator = ',';
      string(member.getKey());
      out.append(':');
      write(member.getValue());
    }
    out.append(members.isEmpty() ? "{}" : "}");
  }

  private void array(List<JsonValue> items) {
    var separator = '[';
    for (var item : items) {
      out.append(separator);
      separator = ',';
      write(item);
    }
    out.append(items.isEmpty() ? "[]" : "]");
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
