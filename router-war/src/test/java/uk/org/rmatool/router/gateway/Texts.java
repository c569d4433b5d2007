package uk.org.rmatool.router.gateway;

import jakarta.json.JsonObject;
import java.io.StringReader;
import uk.org.rmatool.api.Json;

/** JSON as it is written in tests: with single quotes. */
final class Texts {
  private Texts() {}

  static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  static String quoted(String text) {
    return text.replace('\'', '"');
  }
}
