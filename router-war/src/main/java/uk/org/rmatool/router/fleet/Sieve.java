package uk.org.rmatool.router.fleet;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.router.fleet.Fleet.Replies;
import uk.org.rmatool.router.fleet.Fleet.Reply;

/**
 * Leaves out of the coordinators' answers what is not of the shape that it must have, and names who
 * sent it, so that one broken coordinator does not spoil the answer of all. Pure.
 */
final class Sieve {
  private Sieve() {}

  /** Keeps workers that say who they are, and whose services and load, if named, can be read. */
  static Replies workers(Replies replies) {
    return inList(
        replies,
        "workers",
        worker ->
            isText(worker, "worker_id")
                && (isAbsent(worker, "assigned_services") || isTexts(worker, "assigned_services"))
                && (isAbsent(worker, "load") || isNumber(worker, "load")));
  }

  /** <code>admin/services</code>: keeps services with a name and a list of workers' ids. */
  static Replies services(Replies replies) {
    return inList(
        replies, "services", service -> isText(service, "name") && isTexts(service, "workers"));
  }

  /** <code>services/list</code>: keeps services that say how many healthy workers they have. */
  static Replies available(Replies replies) {
    return inObject(
        replies,
        "services",
        service -> isText(service, "name") && isNumber(service, "healthy_workers"));
  }

  /** <code>admin/gaps</code>: keeps gaps that say of which service, and how large. */
  static Replies gaps(Replies replies) {
    return inList(
        replies,
        "gaps",
        gap -> isText(gap, "service") && isText(gap, "status") && isNumber(gap, "current_workers"));
  }

  private static Replies inList(Replies replies, String name, Predicate<JsonObject> whole) {
    return sift(
        replies,
        name,
        value -> {
          if (!(value instanceof JsonArray list)) {
            return Optional.empty();
          }
          var kept = list.stream().filter(entry -> isWhole(entry, whole)).toList();
          return Optional.of(
              new Sifted(Json.createArrayBuilder(kept).build(), list.size() - kept.size()));
        });
  }

  private static Replies inObject(Replies replies, String name, Predicate<JsonObject> whole) {
    return sift(
        replies,
        name,
        value -> {
          if (!(value instanceof JsonObject members)) {
            return Optional.empty();
          }
          var kept = Json.createObjectBuilder();
          members.forEach(
              (key, entry) -> {
                if (isWhole(entry, whole)) {
                  kept.add(key, entry);
                }
              });
          var json = kept.build();
          return Optional.of(new Sifted(json, members.size() - json.size()));
        });
  }

  private record Sifted(JsonValue kept, int left) {}

  private static Replies sift(
      Replies replies, String name, Function<@Nullable JsonValue, Optional<Sifted>> sieve) {
    var answers = new ArrayList<Reply>();
    var unreachable = Json.createArrayBuilder(replies.unreachable());
    for (var reply : replies.answers()) {
      var sifted = sieve.apply(reply.json().get(name));
      if (sifted.isEmpty()) {
        unreachable.add(named(reply, "its answer has no readable " + name));
        continue;
      }
      var left = sifted.get().left();
      if (left > 0) {
        unreachable.add(named(reply, "%d of its %s cannot be read".formatted(left, name)));
      }
      var json = Json.createObjectBuilder(reply.json()).add(name, sifted.get().kept()).build();
      answers.add(new Reply(reply.coordinator(), reply.status(), json));
    }
    return new Replies(answers, replies.problems(), unreachable.build());
  }

  private static JsonObject named(Reply reply, String reason) {
    return Json.createObjectBuilder()
        .add("coordinator", reply.coordinator().value())
        .add("reason", reason)
        .build();
  }

  private static boolean isWhole(JsonValue entry, Predicate<JsonObject> whole) {
    return entry instanceof JsonObject object && whole.test(object);
  }

  private static boolean isAbsent(JsonObject json, String name) {
    return json.getOrDefault(name, JsonValue.NULL).equals(JsonValue.NULL);
  }

  private static boolean isText(JsonObject json, String name) {
    return json.get(name) instanceof JsonString;
  }

  private static boolean isNumber(JsonObject json, String name) {
    return json.get(name) instanceof JsonNumber;
  }

  private static boolean isTexts(JsonObject json, String name) {
    return json.get(name) instanceof JsonArray list
        && list.stream().allMatch(JsonString.class::isInstance);
  }
}
