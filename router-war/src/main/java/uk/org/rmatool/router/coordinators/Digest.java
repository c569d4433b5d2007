package uk.org.rmatool.router.coordinators;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.dataplane.Models;

/**
 * What a coordinator says of its region; deployed ones say nothing.
 *
 * @param services objects with <code>name</code>, <code>providers</code>, <code>in_flight</code>,
 *     <code>latency_ms</code> and <code>models</code>; empty when it does not say
 * @param workers how many it has; empty when it does not say
 */
public record Digest(Optional<JsonArray> services, Optional<Integer> workers) {
  public static final Digest NONE = new Digest(Optional.empty(), Optional.empty());

  private static final int MAX_SERVICES = 1_000;
  private static final int MAX_MODELS = 500;

  /** Reads it from a registration or heartbeat; what is wrong with services is noted as refused. */
  public static Digest read(JsonObject body, JsonFields fields) {
    fields.objects("services", MAX_SERVICES).forEach(Digest::requireName);
    var services =
        body.get("services") instanceof JsonArray list
            ? Optional.of(list)
            : Optional.<JsonArray>empty();
    var workers = // whoever calls something else so does not say
        body.get("workers") instanceof JsonNumber number
                && number.isIntegral()
                && number.longValue() >= 0
                && number.longValue() <= Integer.MAX_VALUE
            ? Optional.of(number.intValue())
            : Optional.<Integer>empty();
    return new Digest(services, workers);
  }

  private static void requireName(JsonObject service) {
    var fields = new JsonFields(service);
    fields.requiredText("name", NodeId.MAX_LENGTH);
    fields.integer("providers", 0, Integer.MAX_VALUE);
    fields.integer("in_flight", 0, Integer.MAX_VALUE);
    fields.texts("models", MAX_MODELS, Models.MAX_NAME);
    fields.check();
  }

  /** This one, and of what it does not say the other. */
  Digest or(Digest before) {
    return new Digest(services.or(before::services), workers.or(before::workers));
  }

  /** How many services have a healthy provider; empty when it does not say. */
  Optional<Integer> served() {
    return services.map(
        list ->
            (int)
                list.stream()
                    .filter(item -> item.asJsonObject().getInt("providers", 0) > 0)
                    .count());
  }

  /** Healthy providers of a service; empty when it does not say. */
  Optional<Integer> providers(String service) {
    return services.map(list -> number(list, service, "providers"));
  }

  /** Calls per provider; 0 when it does not say. */
  double load(String service) {
    var providers = providers(service).orElse(0);
    return providers == 0
        ? 0
        : services.map(list -> number(list, service, "in_flight")).orElse(0) / (double) providers;
  }

  /** What at least one provider of a service has loaded; none when it does not say. */
  Stream<String> models(String service) {
    return services
        .flatMap(list -> find(list, service))
        .map(item -> item.get("models") instanceof JsonArray names ? names : null)
        .stream()
        .flatMap(names -> names.getValuesAs(JsonString.class).stream())
        .map(JsonString::getString);
  }

  private static int number(JsonArray list, String service, String member) {
    return find(list, service).map(item -> item.getInt(member, 0)).orElse(0);
  }

  private static Optional<JsonObject> find(JsonArray list, String service) {
    for (var item : list) {
      if (item.asJsonObject().getString("name", "").equals(service)) {
        return Optional.of(item.asJsonObject());
      }
    }
    return Optional.empty();
  }
}
