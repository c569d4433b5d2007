package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.platform.liveness.HeapBudget;

/**
 * What a worker says of itself in a heartbeat.
 *
 * @param status a free word, <code>healthy</code> by default
 * @param currentLoad share of the machine in use, 0 to 1 (deployed workers may send a load average)
 * @param availableMemory free memory as the worker writes it, such as <code>4GB</code>
 * @param loadedModels models ready to be asked
 * @param activeRequests service calls being served
 * @param gpuUtilization share of the GPU in use, 0 to 1
 * @param servicesStatus state by service, <code>running</code> when it can be called
 * @param serviceAddresses where services are called that the platform passes no calls on to, by
 *     service
 * @param specialization a deployed worker's own word
 */
public record Heartbeat(
    String status,
    double currentLoad,
    Optional<String> availableMemory,
    List<String> loadedModels,
    int activeRequests,
    double gpuUtilization,
    Map<String, String> servicesStatus,
    Map<String, String> serviceAddresses,
    Optional<String> specialization) {

  /** A worker that has registered and not said anything since. */
  static final Heartbeat NONE =
      new Heartbeat(
          "online", 0, Optional.empty(), List.of(), 0, 0, Map.of(), Map.of(), Optional.empty());

  static final int MAX_TEXT = 500;
  static final int MAX_ITEMS = 500;
  static final double MAX_LOAD = 1_000_000;

  public Heartbeat {
    loadedModels = List.copyOf(loadedModels);
    servicesStatus = Map.copyOf(servicesStatus);
    serviceAddresses = Map.copyOf(serviceAddresses);
  }

  /** Reads a heartbeat's fields; what is wrong with them is left in the fields. */
  static Heartbeat read(JsonFields fields) {
    return new Heartbeat(
        fields.text("status", MAX_TEXT).orElse("healthy"),
        fields.number("current_load", 0, MAX_LOAD).orElse(0),
        fields.text("available_memory", MAX_TEXT),
        fields.texts("loaded_models", MAX_ITEMS, MAX_TEXT),
        fields.integer("active_requests", 0, Integer.MAX_VALUE).orElse(0),
        fields.number("gpu_utilization", 0, MAX_LOAD).orElse(0),
        fields.textMap("services_status", MAX_ITEMS, MAX_TEXT),
        fields.textMap("service_addresses", MAX_ITEMS, MAX_TEXT),
        fields.text("specialization", MAX_TEXT));
  }

  /** The same with another load. */
  Heartbeat withLoad(double load) {
    return new Heartbeat(
        status,
        load,
        availableMemory,
        loadedModels,
        activeRequests,
        gpuUtilization,
        servicesStatus,
        serviceAddresses,
        specialization);
  }

  /** Roughly what it takes of the heap, in bytes. */
  long footprint() {
    var models = loadedModels.stream().mapToLong(HeapBudget::of).sum();
    return models + footprint(servicesStatus) + footprint(serviceAddresses);
  }

  private static long footprint(Map<String, String> texts) {
    return texts.entrySet().stream()
        .mapToLong(e -> HeapBudget.of(e.getKey()) + HeapBudget.of(e.getValue()))
        .sum();
  }

  /** Adds the fields as they appear in lists of workers. */
  public void addTo(JsonObjectBuilder json) {
    json.add("status", status)
        .add("current_load", currentLoad)
        .add(
            "available_memory",
            availableMemory.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
        .add("loaded_models", array(loadedModels))
        .add("active_requests", activeRequests)
        .add("gpu_utilization", gpuUtilization);
    var states = Json.createObjectBuilder();
    servicesStatus.forEach(states::add);
    json.add("services_status", states);
    if (!serviceAddresses.isEmpty()) {
      var addresses = Json.createObjectBuilder();
      serviceAddresses.forEach(addresses::add);
      json.add("service_addresses", addresses);
    }
    specialization.ifPresent(word -> json.add("specialization", word));
  }

  JsonObject toJson() {
    var json = Json.createObjectBuilder();
    addTo(json);
    return json.build();
  }

  private static JsonArray array(List<String> texts) {
    return Json.createArrayBuilder(texts).build();
  }
}
