package uk.org.rmatool.system.rig;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What a router or coordinator says of its workers and coordinators. */
public final class Fleet {
  private Fleet() {}

  public static Optional<JsonObject> worker(Http server, String id) {
    return list(server.get("/api/admin/workers").object(), "worker_id", id);
  }

  public static List<String> workers(Http server) {
    return server.get("/api/admin/workers").object().getJsonArray("workers").stream()
        .map(worker -> worker.asJsonObject().getString("worker_id"))
        .toList();
  }

  public static List<String> coordinators(Http router) {
    return router.get("/api/admin/coordinators").json().asJsonArray().stream()
        .map(coordinator -> coordinator.asJsonObject().getString("worker_id"))
        .toList();
  }

  public static Optional<JsonObject> coordinator(Http router, String id) {
    return router.get("/api/admin/coordinators").json().asJsonArray().stream()
        .map(coordinator -> coordinator.asJsonObject())
        .filter(coordinator -> coordinator.getString("worker_id").equals(id))
        .findFirst();
  }

  public static Answer heartbeat(Http server, String id) {
    return server.post(
        "/api/worker/heartbeat", Json.createObjectBuilder().add("worker_id", id).build());
  }

  private static Optional<JsonObject> list(JsonObject answer, String member, String value) {
    return answer.getJsonArray("workers").getValuesAs(JsonObject.class).stream()
        .filter(object -> object.getString(member).equals(value))
        .findFirst();
  }
}
