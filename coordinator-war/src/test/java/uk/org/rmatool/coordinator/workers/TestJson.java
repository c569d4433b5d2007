package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObject;
import java.io.StringReader;
import uk.org.rmatool.api.Json;

/** JSON as it is written in tests: with single quotes. */
final class TestJson {
  private TestJson() {}

  static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }
}
