package uk.org.rmatool.router.homes;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import uk.org.rmatool.api.NodeId;

/** In which order workers are given other homes: services with few providers first. */
final class Urgency {
  private record Ranked(NodeId worker, int rank) {}

  private Urgency() {}

  /**
   * Orders workers so that each service has its first provider before any has its second.
   *
   * @param elsewhere how many providers a service has without these workers
   */
  static Deque<NodeId> order(Collection<Home> homes, ToIntFunction<String> elsewhere) {
    Map<String, Integer> providers = new HashMap<>();
    var ranked = new ArrayList<Ranked>();
    for (var home : homes) {
      int rank = Integer.MAX_VALUE;
      for (var service : services(home)) {
        int there = providers.computeIfAbsent(service, elsewhere::applyAsInt);
        rank = Math.min(rank, there);
        providers.put(service, there + 1);
      }
      ranked.add(new Ranked(home.worker(), rank));
    }
    ranked.sort(Comparator.comparingInt(Ranked::rank));
    var order = new ArrayDeque<NodeId>(ranked.size());
    ranked.forEach(worker -> order.add(worker.worker()));
    return order;
  }

  /** What it was given, and what it declares itself. */
  private static Set<String> services(Home home) {
    var services = new HashSet<String>();
    try (var assigned = Json.createReader(new StringReader(home.assigned()));
        var registration = Json.createReader(new StringReader(home.registration()))) {
      assigned.readArray().forEach(item -> add(services, item));
      if (registration.readObject().get("services") instanceof jakarta.json.JsonArray declared) {
        for (var item : declared) {
          if (item instanceof JsonObject service) {
            add(services, service.getOrDefault("name", JsonValue.NULL));
          }
        }
      }
    }
    return services;
  }

  private static void add(Set<String> services, JsonValue name) {
    if (name instanceof JsonString text) {
      services.add(text.getString());
    }
  }
}
