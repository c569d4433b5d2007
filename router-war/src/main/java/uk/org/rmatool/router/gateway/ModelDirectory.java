package uk.org.rmatool.router.gateway;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** The models of the fleet: what live workers have loaded, as their coordinators say. */
@Component
public class ModelDirectory {
  private static final int MAX_REMEMBERED = 5_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final CoordinatorRegistry registry;
  private final Clock clock;
  private final SequencedMap<String, Seen> seen = new LinkedHashMap<>();

  private record Seen(Instant first, Instant last) {}

  @Inject
  ModelDirectory(CoordinatorRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * The services at which a model may be asked for this, the likeliest first. There are several
   * where a worker that serves both does not say which of them has it.
   *
   * @throws uk.org.rmatool.api.PlatformException 404 when there is no such model
   */
  List<String> services(String model, Endpoint endpoint) {
    var live = live();
    var having =
        endpoint.services().stream()
            .filter(service -> live.stream().anyMatch(c -> has(c, service, model)))
            .toList();
    if (!having.isEmpty()) {
      remember(Set.of(model));
      return having;
    }
    if (look().contains(model)) {
      throw OpenAiError.unknownModel(
          model, " for %s: it has another use.".formatted(endpoint.path()));
    }
    if (live.isEmpty() || wasSeen(model)) {
      return endpoint.services().subList(0, 1); // whoever looks for it says what is missing
    }
    throw OpenAiError.unknownModel(model, ": GET /v1/models lists those that do.");
  }

  private List<Coordinator> live() {
    return registry.live().stream().filter(registry::takesCalls).toList();
  }

  private static boolean has(Coordinator coordinator, String service, String model) {
    return coordinator.models(service).anyMatch(model::equals);
  }

  /** All that are loaded somewhere now. */
  private Set<String> look() {
    var names = new TreeSet<String>();
    for (var coordinator : live()) {
      for (var service : Models.SERVICES) {
        coordinator.models(service).filter(Models::isName).forEach(names::add);
      }
    }
    remember(names);
    return names;
  }

  private synchronized void remember(Set<String> names) {
    var now = clock.instant();
    for (var name : names) {
      var before = seen.remove(name); // the newest is last
      seen.put(name, new Seen(before == null ? now : before.first(), now));
    }
    while (seen.size() > MAX_REMEMBERED) {
      seen.pollFirstEntry();
    }
  }

  private synchronized boolean wasSeen(String model) {
    var known = seen.get(model);
    return known != null && known.last().plus(REMEMBERED).isAfter(clock.instant());
  }

  private synchronized Instant since(String model) {
    return Optional.ofNullable(seen.get(model)).map(Seen::first).orElseGet(clock::instant);
  }

  /** All models, in OpenAI's form. */
  JsonObject list() {
    var data = Json.createArrayBuilder();
    look().forEach(name -> data.add(json(name)));
    return Json.createObjectBuilder().add("object", "list").add("data", data).build();
  }

  /** One model, in OpenAI's form. */
  JsonObject find(String model) {
    if (!look().contains(model)) {
      throw OpenAiError.unknownModel(model, ": GET /v1/models lists those that do.");
    }
    return json(model);
  }

  private JsonObject json(String model) {
    return Json.createObjectBuilder()
        .add("id", model)
        .add("object", "model")
        .add("created", since(model).getEpochSecond())
        .add("owned_by", "rma")
        .build();
  }
}
