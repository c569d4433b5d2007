package uk.org.rmatool.router.gateway;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;

/** What JSON takes as a tree, told from its bytes. */
final class JsonSize {
  /** Of a value of no length, in a list of its own. */
  private static final int VALUE_BYTES = 120;

  private JsonSize() {}

  /** How many values there are at most: what is within texts is counted as well. */
  static int values(byte[] json) {
    int values = 1;
    for (byte b : json) {
      if (b == ',' || b == '[' || b == '{' || b == ':') {
        values++;
      }
    }
    return values;
  }

  /**
   * An answer's members; none when it is no object, or one that takes more than there is room for.
   */
  static JsonObject object(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (values(bytes) > GenerationRequest.MAX_VALUES) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try {
      return StrictJsonReader.parse(bytes);
    } catch (PlatformException e) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
  }

  /** Bytes that the values take, their texts not counted. */
  static long bytes(int values) {
    return (long) VALUE_BYTES * values;
  }
}
