package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.intent.Intent;

/**
 * What a worker announces when it registers.
 *
 * @param id its id; empty when it sent an empty one and is to be given one
 * @param tunnelUrl where it can be called
 * @param vpnIp its address in a private network, if it has one
 * @param api <code>rma/2</code> for our own workers
 * @param capabilities what the machine has, as the worker describes it
 * @param services services that it declares itself, each with a name
 * @param containers containers that it runs, as deployed workers describe them
 * @param runnable catalogue services whose needs a worker of ours meets
 * @param assigned services that it has from its last home; only the router can know
 * @param intent what operators want with it; only the router can know
 */
record Registration(
    Optional<NodeId> id,
    URI tunnelUrl,
    Optional<String> vpnIp,
    Optional<String> api,
    JsonObject capabilities,
    List<JsonObject> services,
    List<JsonObject> containers,
    Set<String> runnable,
    List<String> assigned,
    Optional<Intent> intent) {

  static final String OURS = "rma/2";

  private static final int MAX_LENGTH = 32_768;
  private static final int MAX_ITEMS = 200;
  private static final int MAX_NAME = 200;

  /** Throws 413, or 422 with every field that is missing, mistyped or out of range. */
  static Registration parse(JsonObject body, boolean viaRouter) {
    if (body.toString().length() > (viaRouter ? 2 * MAX_LENGTH : MAX_LENGTH)) {
      throw new PlatformException(
          ProblemType.TOO_LARGE, "A registration has at most %d characters.".formatted(MAX_LENGTH));
    }
    var fields = new JsonFields(body);
    var id = readId(fields);
    var registration =
        new Registration(
            id,
            fields.requiredAddress("tunnel_url"),
            fields.text("vpn_ip", 64),
            fields.text("api", 32),
            fields.requiredObject("capabilities"),
            services(fields),
            fields.objects("containers", MAX_ITEMS),
            new TreeSet<>(fields.texts("runnable", MAX_ITEMS, MAX_NAME)),
            viaRouter ? fields.texts("assigned_services", MAX_ITEMS, MAX_NAME) : List.of(),
            viaRouter ? fields.object("intent").map(Intent::fromJson) : Optional.empty());
    fields.check();
    return registration;
  }

  /** Services with names that a router can be told of. */
  private static List<JsonObject> services(JsonFields fields) {
    var services = fields.objects("services", MAX_ITEMS);
    if (services.stream().anyMatch(service -> service.getString("name", "").length() > MAX_NAME)) {
      fields.refuse("services", "has a name longer than %d characters.".formatted(MAX_NAME));
    }
    return services;
  }

  private static Optional<NodeId> readId(JsonFields fields) {
    var text = fields.requiredText("worker_id", NodeId.MAX_LENGTH);
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NodeId(text));
    } catch (IllegalArgumentException e) {
      fields.refuse("worker_id", e.getMessage() + ".");
      return Optional.empty();
    }
  }

  boolean isOurs() {
    return api.filter(OURS::equals).isPresent();
  }
}
