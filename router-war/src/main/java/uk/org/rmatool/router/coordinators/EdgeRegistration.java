package uk.org.rmatool.router.coordinators;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.Optional;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * What a coordinator announces, in either of its two forms: <code>{url, location}</code>, or <code>
 * {worker_id,
 * tunnel_url, capabilities{location, dht_port}, dht_port}</code>.
 *
 * @param id its id; empty when it has none and is to be given one
 * @param tunnelUrl where it can be called
 * @param location its region
 * @param dhtPort the UDP port of its DHT node, if it names one
 * @param digest what it says of its region
 */
public record EdgeRegistration(
    Optional<NodeId> id, URI tunnelUrl, String location, Optional<Integer> dhtPort, Digest digest) {

  private static final int MAX_PORT = 65_535;

  /** Throws 400 when there is no address, 422 with every field that is mistyped or out of range. */
  public static EdgeRegistration parse(JsonObject body) {
    var field = isAbsent(body, "tunnel_url") ? "url" : "tunnel_url";
    if (isAbsent(body, field)) {
      throw new PlatformException(
          Problem.of(
                  ProblemType.INVALID_EDGE_REGISTRATION,
                  "Say where the coordinator can be called: url or tunnel_url.")
              .with("required", "Must provide \"url\" or \"tunnel_url\" field"));
    }
    var fields = new JsonFields(body);
    var capabilities =
        new JsonFields(fields.object("capabilities").orElse(JsonValue.EMPTY_JSON_OBJECT));
    var location =
        fields
            .text("location", NodeId.MAX_LENGTH)
            .or(() -> capabilities.text("location", NodeId.MAX_LENGTH));
    if (field.equals("tunnel_url")) {
      fields.text("url", AnnouncedAddress.MAX_LENGTH); // not needed, but no nonsense either
    }
    var port = boxed(fields);
    var registration =
        new EdgeRegistration(
            readId(fields),
            fields.address(field).orElse(URI.create("")),
            location.orElse("unknown"),
            port.isPresent() ? port : boxed(capabilities),
            Digest.read(body, fields));
    fields.check();
    capabilities.check();
    return registration;
  }

  private static Optional<NodeId> readId(JsonFields fields) {
    try {
      return fields
          .text("worker_id", NodeId.MAX_LENGTH)
          .filter(text -> !text.isBlank())
          .map(NodeId::new);
    } catch (IllegalArgumentException e) {
      fields.refuse("worker_id", e.getMessage() + ".");
      return Optional.empty();
    }
  }

  private static Optional<Integer> boxed(JsonFields fields) {
    var port = fields.integer("dht_port", 1, MAX_PORT);
    return port.isPresent() ? Optional.of(port.getAsInt()) : Optional.empty();
  }

  private static boolean isAbsent(JsonObject body, String name) {
    return !body.containsKey(name)
        || body.isNull(name)
        || (body.get(name) instanceof JsonString text && text.getString().isBlank());
  }
}
