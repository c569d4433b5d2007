package uk.org.rmatool.platform.http;

import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import uk.org.rmatool.api.StrictJson;

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

  /** As {@link StrictJson#parse}. */
  public static JsonObject parse(byte[] body) {
    return StrictJson.parse(body);
  }
}
