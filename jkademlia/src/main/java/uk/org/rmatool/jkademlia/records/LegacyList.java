package uk.org.rmatool.jkademlia.records;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import uk.org.rmatool.jkademlia.json.JsonException;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * The unsigned lists of ids that deployed nodes read: <code>service:{type}</code> and <code>
 * coordinators:{location}</code>. A list is no proof of anything; what it names is looked up.
 */
public final class LegacyList {
  /** The locations for which deployed nodes ask. */
  public static final List<String> LOCATIONS = List.of("eu-west", "us-east", "us-west", "asia");

  private LegacyList() {}

  /** The key string of the workers that provide a service. */
  public static String ofService(String type) {
    return "service:" + type;
  }

  /** The key string of the coordinators of a location. */
  public static String ofCoordinators(String location) {
    return "coordinators:" + location;
  }

  /**
   * The list of these ids, each once, in order; those that come last are left out where there is no
   * room for all.
   */
  public static Value write(Collection<String> ids) {
    var written = new TreeSet<String>();
    int room = RecordPolicy.MAX_BYTES - 2;
    for (var id : new LinkedHashSet<>(ids)) {
      var text = new JsonString(id).canonical();
      room -= text.getBytes(StandardCharsets.UTF_8).length + 1;
      if (room >= 0) {
        written.add(text);
      }
    }
    return new Value.Str("[" + String.join(",", written) + "]");
  }

  /** The ids in a list, each once; what is no text in it is passed over, and no list is empty. */
  public static List<String> read(Value value) {
    try {
      return value instanceof Value.Str text ? texts(JsonReader.read(text.text())) : List.of();
    } catch (JsonException e) {
      return List.of();
    }
  }

  static List<String> texts(JsonValue json) {
    if (!(json instanceof JsonArray array)) {
      return List.of();
    }
    return array.items().stream()
        .filter(JsonString.class::isInstance)
        .map(item -> ((JsonString) item).value())
        .distinct()
        .toList();
  }
}
