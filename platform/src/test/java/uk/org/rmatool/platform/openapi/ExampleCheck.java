package uk.org.rmatool.platform.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds an example against its schema, as far as this API uses JSON Schema. */
final class ExampleCheck {
  private final ApiDocument document;
  private final List<String> complaints = new ArrayList<>();

  ExampleCheck(ApiDocument document) {
    this.document = document;
  }

  List<String> complaints() {
    return complaints;
  }

  void check(String where, Map<String, Object> schema, Object example) {
    requireType(where, schema, example);
    if (schema.get("enum") instanceof List<?> allowed && !allowed.contains(example)) {
      complaints.add(where + ": " + example + " is none of " + allowed);
    }
    if (schema.containsKey("const") && !schema.get("const").equals(example)) {
      complaints.add(where + ": " + example + " is not " + schema.get("const"));
    }
    if (example instanceof List<?> list) {
      list.forEach(item -> check(where + "[]", document.map(schema.get("items")), item));
    } else if (example instanceof Map<?, ?> object) {
      checkObject(where, schema, object);
    }
  }

  private void checkObject(String where, Map<String, Object> schema, Map<?, ?> object) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new LinkedHashSet<Object>();
    var open = gather(schema, properties, required);
    required.removeAll(object.keySet());
    if (!required.isEmpty()) {
      complaints.add(where + ": lacks " + required);
    }
    object.forEach(
        (name, member) -> {
          if (properties.containsKey(name)) {
            check(where + "." + name, document.map(properties.get(name)), member);
          } else if (schema.get("additionalProperties") instanceof Map<?, ?> more) {
            check(where + "." + name, document.map(more), member);
          } else if (!open) {
            complaints.add(where + ": '" + name + "' is not in the schema");
          }
        });
  }

  /** Collects what a schema and the ones it is made of say; true when it takes other members. */
  private boolean gather(
      Map<String, Object> schema, Map<String, Object> properties, Set<Object> required) {
    properties.putAll(document.map(schema.get("properties")));
    if (schema.get("required") instanceof List<?> names) {
      required.addAll(names);
    }
    var open =
        Boolean.TRUE.equals(schema.get("additionalProperties"))
            || (!schema.containsKey("properties") && !schema.containsKey("allOf"));
    for (var part : document.maps(schema.get("allOf"))) {
      open |= gather(part, properties, required);
    }
    return open;
  }

  private void requireType(String where, Map<String, Object> schema, Object example) {
    var types =
        switch (schema.get("type")) {
          case String one -> List.of(one);
          case List<?> some -> some;
          case null, default -> List.of();
        };
    var is =
        switch (example) {
          case null -> "null";
          case String s -> "string";
          case Boolean b -> "boolean";
          case Integer i -> "integer";
          case Long l -> "integer";
          case Number n -> "number";
          case List<?> l -> "array";
          default -> "object";
        };
    if (!types.isEmpty()
        && !types.contains(is)
        && !(is.equals("integer") && types.contains("number"))) {
      complaints.add(where + ": is " + is + ", should be " + types);
    }
  }
}
