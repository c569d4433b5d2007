package uk.org.rmatool.platform.http;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.config.PropertyNamingStrategy;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;
import uk.org.rmatool.api.NodeId;

/** The platform's JSON: snake_case, absent values as null, ids as strings. */
@Provider
public class SnakeCaseJson implements ContextResolver<Jsonb> {
  private static final Jsonb JSON =
      JsonbBuilder.create(
          new JsonbConfig()
              .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES)
              .withNullValues(true)
              .withAdapters(new NodeIdAdapter()));

  @Override
  public Jsonb getContext(Class<?> type) {
    return JSON;
  }

  /** Writes an id as the string that it is. */
  public static final class NodeIdAdapter implements JsonbAdapter<NodeId, String> {
    @Override
    public String adaptToJson(NodeId id) {
      return id.value();
    }

    @Override
    public NodeId adaptFromJson(String value) {
      return new NodeId(value);
    }
  }
}
