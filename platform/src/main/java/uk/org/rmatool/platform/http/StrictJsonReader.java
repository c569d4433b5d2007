package uk.org.rmatool.platform.http;

import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/**
 * A JSON object in UTF-8, nothing else: what is not JSON is a 400 that says where it stops being
 * any, other JSON a 422.
 */
@Provider
@Consumes(MediaType.WILDCARD)
public class StrictJsonReader implements MessageBodyReader<JsonObject> {
  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == JsonObject.class;
  }

  @Override
  public JsonObject readFrom(
      Class<JsonObject> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    return parse(body.readAllBytes());
  }

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
