package uk.org.rmatool.router.fleet;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.router.fleet.Fleet.Reply;

/** Makes one answer of many regions' answers, which {@link Sieve} has looked through. Pure. */
final class Merge {
  private static final int ENOUGH = 2;

  private Merge() {}

  /** The lists of this name after each other, each entry with the coordinator that it is from. */
  static JsonArray lists(List<Reply> replies, String name) {
    var all = Json.createArrayBuilder();
    for (var reply : replies) {
      for (var item : objects(reply.json(), name)) {
        all.add(Json.createObjectBuilder(item).add("coordinator", reply.coordinator().value()));
      }
    }
    return all.build();
  }

  /** The worker that says the smallest load; one that says none has none. */
  static Optional<JsonObject> leastLoaded(JsonArray workers) {
    return workers.getValuesAs(JsonObject.class).stream()
        .min(
            Comparator.comparingDouble(
                worker -> worker.get("load") instanceof JsonNumber load ? load.doubleValue() : 0));
  }

  static long sum(List<Reply> replies, String name) {
    return replies.stream().mapToLong(reply -> number(reply.json(), name)).sum();
  }

  /** <code>admin/services</code>: the workers of all regions by service. */
  static JsonArray services(List<Reply> replies) {
    Map<String, List<JsonValue>> workers = new LinkedHashMap<>();
    for (var reply : replies) {
      for (var service : objects(reply.json(), "services")) {
        workers
            .computeIfAbsent(service.getString("name", ""), n -> new ArrayList<>())
            .addAll(array(service, "workers"));
      }
    }
    var list = Json.createArrayBuilder();
    workers.forEach(
        (name, ids) -> {
          JsonArrayBuilder array = Json.createArrayBuilder(ids);
          list.add(
              Json.createObjectBuilder()
                  .add("name", name)
                  .add("workers", array)
                  .add("worker_count", ids.size()));
        });
    return list.build();
  }

  /** <code>services/list</code>: the healthy workers of all regions by service. */
  static JsonObject available(List<Reply> replies) {
    Map<String, JsonObject> services = new LinkedHashMap<>();
    for (var reply : replies) {
      if (reply.json().get("services") instanceof JsonObject regional) {
        for (var name : regional.keySet()) {
          if (regional.get(name) instanceof JsonObject service) {
            services.merge(name, service, Merge::moreWorkers);
          }
        }
      }
    }
    var all = Json.createObjectBuilder();
    services.forEach(all::add);
    return all.build();
  }

  private static JsonObject moreWorkers(JsonObject a, JsonObject b) {
    var healthy = number(a, "healthy_workers") + number(b, "healthy_workers");
    return Json.createObjectBuilder(a).add("healthy_workers", healthy).build();
  }

  /** <code>admin/gaps</code>: judged anew over the workers of all regions. */
  static JsonObjectBuilder gaps(List<Reply> replies) {
    Map<String, JsonObject> byService = new LinkedHashMap<>();
    for (var reply : replies) {
      objects(reply.json(), "gaps")
          .forEach(gap -> byService.merge(gap.getString("service", ""), gap, Merge::covered));
    }
    var gaps = new ArrayList<>(byService.values());
    gaps.sort(
        Comparator.comparingLong(
                (JsonObject gap) -> Math.min(ENOUGH, number(gap, "current_workers")))
            .thenComparingLong(gap -> number(gap, "priority")));
    var covered = gaps.stream().filter(gap -> status(gap).equals("ok")).count();
    return Json.createObjectBuilder()
        .add("gaps", array(gaps))
        .add(
            "critical_gaps",
            array(gaps.stream().filter(gap -> status(gap).equals("critical")).toList()))
        .add("warnings", array(gaps.stream().filter(gap -> status(gap).equals("warning")).toList()))
        .add(
            "summary",
            Json.createObjectBuilder()
                .add("total_services", gaps.size())
                .add("covered", covered)
                .add("needs_attention", gaps.size() - covered));
  }

  private static JsonObject covered(JsonObject a, JsonObject b) {
    var workers = number(a, "current_workers") + number(b, "current_workers");
    var status = workers == 0 ? "critical" : workers < ENOUGH ? "warning" : "ok";
    return Json.createObjectBuilder(a)
        .add("current_workers", workers)
        .add("status", status)
        .build();
  }

  private static String status(JsonObject gap) {
    return gap.getString("status", "");
  }

  private static JsonArray array(Collection<JsonObject> objects) {
    return Json.createArrayBuilder(objects).build();
  }

  private static JsonArray array(JsonObject json, String name) {
    return json.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    return array(json, name).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  private static long number(JsonObject json, String name) {
    return json.get(name) instanceof JsonNumber number ? number.longValue() : 0;
  }
}
