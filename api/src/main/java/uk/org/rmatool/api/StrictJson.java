package uk.org.rmatool.api;

import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a JSON object in UTF-8, nothing else: what is not JSON is a 400 that says where it stops
 * being any, other JSON a 422.
 */
public final class StrictJson {
  private StrictJson() {}

  /** Parses a whole body; throws 400 or 422 with the reason. */
  public static JsonObject parse(byte[] body) {
    if (body.length == 0) {
      throw malformed("The body is empty; a JSON object is expected.");
    }
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      throw malformed("The body is not valid UTF-8.");
    } catch (PlatformException e) {
      throw e;
    } catch (RuntimeException e) { // depth is refused with a bare one
      throw malformed("The body is not valid JSON: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw malformed("The body is nested too deeply.");
    }
  }

  private static JsonObject read(String text) {
    try (var parser = Json.createParser(new StringReader(text))) {
      parser.next();
      var value = parser.getValue();
      if (parser.hasNext()) {
        throw malformed("The body goes on after its JSON.");
      }
      if (!(value instanceof JsonObject object)) {
        throw PlatformException.invalidFields(
            List.of(new FieldError("body", "must be a JSON object.")));
      }
      return object;
    }
  }

  private static PlatformException malformed(String detail) {
    return new PlatformException(ProblemType.MALFORMED_REQUEST, detail);
  }
}
