package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Reachability;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.LoadMeter;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.LoadedModels;
import uk.org.rmatool.worker.launcher.ServiceState;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.measuring.Remeasuring;
import uk.org.rmatool.worker.recipes.Recipes;

/** What the worker says of itself, and what it is told in return. */
@Component
class Announcements {
  /** Version of the worker's API: services under its own address, with their paths. */
  private static final String API = "rma/2";

  private static final String GPU_PROBLEM = "gpu_problem";
  private static final int MAX_SERVICES = 200;
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  private final Identity identity;
  private final Detection detection;
  private final Recipes recipes;
  private final Offer offer;
  private final Launcher launcher;
  private final LoadedModels models;
  private final LoadMeter load;
  private final Traffic traffic;
  private final DhtSeat dht;
  private final Reachability reachability;
  private final ShardCounts shards;
  private final Remeasuring remeasuring;
  private volatile JsonObject told = JsonValue.EMPTY_JSON_OBJECT;

  @Inject
  Announcements(
      Identity identity,
      Detection detection,
      Recipes recipes,
      Offer offer,
      Launcher launcher,
      LoadedModels models,
      LoadMeter load,
      Traffic traffic,
      DhtSeat dht,
      Reachability reachability,
      ShardCounts shards,
      Remeasuring remeasuring) {
    this.identity = identity;
    this.detection = detection;
    this.recipes = recipes;
    this.offer = offer;
    this.launcher = launcher;
    this.models = models;
    this.load = load;
    this.traffic = traffic;
    this.dht = dht;
    this.reachability = reachability;
    this.shards = shards;
    this.remeasuring = remeasuring;
  }

  /** Calls this when there is something new to tell. */
  void onChange(Runnable listener) {
    launcher.onChange(listener);
    remeasuring.onChange(listener);
  }

  JsonObject registration() {
    return Json.createObjectBuilder()
        .add("worker_id", identity.id().value())
        .add("tunnel_url", identity.publicUrl().toString())
        .add("capabilities", capabilities())
        .add("api", API)
        .add("runnable", Json.createArrayBuilder(offer.services()))
        .add("services", Json.createArrayBuilder())
        .build();
  }

  private JsonObject capabilities() {
    var capabilities = Json.createObjectBuilder(detection.capabilities());
    dht.node().ifPresent(node -> capabilities.add("dht_node_id", node.id().toString()));
    if (!reachability
        .isClient()) { // or others would be told to begin with a node that hears nobody
      dht.port().ifPresent(port -> capabilities.add("dht_port", port));
    }
    return capabilities.build();
  }

  /** This registration was accepted, with this answer. */
  void registered(JsonObject registration, JsonObject answer, boolean joined) {
    told = registration.getJsonObject("capabilities");
    offer.told(texts(registration.getJsonArray("runnable")), joined);
    if (joined) {
      remeasuring.covered(wish(answer)); // the machine has just been measured
    }
    learn(answer);
  }

  /**
   * Whether the machine, its DHT node or what it can run is another than was told at the last
   * registration.
   */
  boolean isOutdated() {
    detection.awaitGpus();
    return !lasting(capabilities()).equals(lasting(told)) || offer.isNews();
  }

  /** Without the words of GPUs that do not answer: they may be others whenever they are asked. */
  private static JsonObject lasting(JsonObject capabilities) {
    return capabilities.containsKey(GPU_PROBLEM)
        ? Json.createObjectBuilder(capabilities).add(GPU_PROBLEM, "").build()
        : capabilities;
  }

  /** When somebody asked last that the machine be measured again; 0 for never. */
  private static long wish(JsonObject answer) {
    return answer.get("benchmark_asked_at") instanceof JsonNumber at ? at.longValue() : 0;
  }

  JsonObject heartbeat() {
    var now = load.read(traffic.inFlight());
    var states = Json.createObjectBuilder();
    recipes.troubles().forEach((service, reason) -> states.add(service, refused(reason)));
    launcher.states().forEach((service, state) -> states.add(service, state.text()));
    var addresses = Json.createObjectBuilder();
    if (recipes.open()) {
      launcher.foreign().forEach((service, it) -> addresses.add(service, address(it)));
    }
    var told = addresses.build();
    var heartbeat = Json.createObjectBuilder();
    if (!told.isEmpty()) {
      heartbeat.add("service_addresses", told);
    }
    return heartbeat
        .add("worker_id", identity.id().value())
        .add("status", status())
        .add("current_load", now.cpu())
        .add("available_memory", now.availableMemory())
        .add("loaded_models", Json.createArrayBuilder(models.names()))
        .add("active_requests", now.activeRequests())
        .add("gpu_utilization", now.gpuUtilization())
        .add("services_status", states)
        .build();
  }

  private String status() {
    return launcher
        .paused()
        .map(reason -> "paused: " + reason)
        .or(remeasuring::state)
        .orElse("healthy");
  }

  /** At this machine's name, as others know it. */
  private String address(Launcher.Foreign service) {
    return "%s://%s:%d".formatted(service.scheme(), identity.publicUrl().getHost(), service.port());
  }

  private static String refused(String reason) {
    return new ServiceState(Phase.UNSUPPORTED, reason).text();
  }

  /**
   * The services that a heartbeat's answer gives this worker; empty when it says nothing about them
   * that makes sense, as older coordinators.
   */
  static Optional<List<String>> reassigned(JsonObject answer) {
    return Optional.ofNullable(answer.get("assigned_services"))
        .filter(JsonArray.class::isInstance)
        .filter(list -> ((JsonArray) list).stream().allMatch(JsonString.class::isInstance))
        .map(list -> assigned(answer));
  }

  /** The services that a registration's answer gives this worker. */
  static List<String> assigned(JsonObject answer) {
    return answer.get("assigned_services") instanceof JsonArray list
        ? texts(list).stream().limit(MAX_SERVICES).toList()
        : List.of();
  }

  private static List<String> texts(JsonArray list) {
    return list.stream()
        .filter(JsonString.class::isInstance)
        .map(item -> ((JsonString) item).getString())
        .toList();
  }

  /** Takes over what an answer tells of the DHT, and what it asks for. */
  void learn(JsonObject answer) {
    remeasuring.asked(wish(answer));
    if (answer.get("dht_shards") instanceof JsonObject told) {
      told.forEach(
          (service, count) -> {
            if (count instanceof JsonNumber number) {
              shards.tell(service, number.intValue());
            }
          });
    }
  }

  /** The pause between heartbeats that an answer suggests. */
  static Optional<Duration> interval(JsonObject answer) {
    return Optional.ofNullable(answer.get("heartbeat_interval_seconds"))
        .filter(JsonNumber.class::isInstance)
        .map(number -> Duration.ofMillis((long) (((JsonNumber) number).doubleValue() * 1000)))
        .filter(d -> d.toMillis() > 0 && d.compareTo(LONGEST_INTERVAL) <= 0);
  }
}
