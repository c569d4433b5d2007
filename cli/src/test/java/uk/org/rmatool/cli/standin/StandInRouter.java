package uk.org.rmatool.cli.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Stands in for a router: the operators' part of its API over what a test puts in. */
public final class StandInRouter implements AutoCloseable {
  public static final long DECIDED_AT = 1_795_425_603_392L;

  private static final JsonObject NO_INTENT =
      object(
          """
          {"cordon":false,"drain":false,"weight":100,"approval":"approved","labels":{},
           "reason":"","changed_at":0,"changed_by":""}\
          """);

  private final HttpServer server;
  private final Map<String, NavigableMap<String, JsonObject>> nodes =
      Map.of("workers", new TreeMap<>(), "coordinators", new TreeMap<>());
  private final Map<String, JsonObject> intents = new HashMap<>();
  private final Map<String, List<JsonObject>> events = new HashMap<>();
  private final List<JsonObject> unreachable = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  /** What the next lookups of a worker answer, before it is what was put in. */
  private final List<JsonObject> looks = new ArrayList<>();

  private int largestPage = 1000;
  private String always = "";
  private boolean coordinator;

  private record Answer(int status, String body) {}

  public StandInRouter() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has this worker or coordinator from now on; its {@code worker_id} is its key. */
  public synchronized StandInRouter with(String kind, String json) {
    var node = object(json);
    nodes.get(kind).put(node.getString("worker_id"), node);
    return this;
  }

  /** An older event of this node than those before. */
  public synchronized StandInRouter event(String id, long at, String transition, String reason) {
    var list = events.computeIfAbsent(id, none -> new ArrayList<>());
    list.add(
        Json.createObjectBuilder()
            .add("event_id", 1000 - list.size())
            .add("at", at)
            .add("transition", transition)
            .add("reason", reason)
            .build());
    return this;
  }

  public synchronized StandInRouter silent(String coordinator, String reason) {
    unreachable.add(
        Json.createObjectBuilder().add("coordinator", coordinator).add("reason", reason).build());
    return this;
  }

  /** Pages have at most so many entries, whatever is asked for. */
  public synchronized StandInRouter pagesOf(int entries) {
    largestPage = entries;
    return this;
  }

  /** Answers this to everything, with status 200. */
  public synchronized StandInRouter always(String body) {
    always = body;
    return this;
  }

  /** Is a coordinator from now on: knows workers alone. */
  public synchronized StandInRouter asCoordinator() {
    coordinator = true;
    return this;
  }

  public synchronized StandInRouter thenLooks(String json) {
    looks.add(object(json));
    return this;
  }

  /** Method and path with query of every request, in their order. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  public synchronized JsonObject intent(String id) {
    return intents.getOrDefault(id, NO_INTENT);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var answer = answer(exchange, body);
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Answer answer(HttpExchange exchange, String body) {
    var uri = exchange.getRequestURI();
    requests.add(exchange.getRequestMethod() + " " + uri);
    if (!always.isEmpty()) {
      return new Answer(200, always);
    }
    var parts = uri.getRawPath().split("/", 6);
    if (parts.length < 4
        || !nodes.containsKey(parts[3])
        || (coordinator && parts[3].equals("coordinators"))) {
      return problem(404, "There is nothing at this path.");
    }
    var kind = parts[3];
    if (parts.length == 4) {
      return new Answer(200, page(kind, query(uri.getRawQuery())));
    }
    var id = URLDecoder.decode(parts[4], StandardCharsets.UTF_8);
    if (!nodes.get(kind).containsKey(id) && kind.equals("workers") && !unreachable.isEmpty()) {
      return problem(503, "Whether there is a worker '%s' is not known now.".formatted(id));
    }
    if (!nodes.get(kind).containsKey(id)) {
      return problem(404, "Nothing is known here of '%s'.".formatted(id));
    }
    if (parts.length == 5) {
      var seen = looks.isEmpty() ? nodes.get(kind).get(id) : looks.removeFirst();
      return new Answer(200, told(seen, id).build().toString());
    }
    if (parts[5].equals("history")) {
      return new Answer(200, history(kind, id, query(uri.getRawQuery())));
    }
    return exchange.getRequestMethod().equals("PATCH")
        ? change(id, object(body))
        : new Answer(200, intent(id).toString());
  }

  private JsonObjectBuilder told(JsonObject node, String id) {
    return Json.createObjectBuilder(node).add("intent", intent(id));
  }

  private String page(String kind, Map<String, String> query) {
    var limit = Math.min(largestPage, Integer.parseInt(query.get("limit")));
    var rest = nodes.get(kind).tailMap(query.getOrDefault("cursor", ""), false);
    var list = Json.createArrayBuilder();
    rest.values().stream()
        .limit(limit)
        .forEach(node -> list.add(told(node, node.getString("worker_id"))));
    var silent = Json.createArrayBuilder();
    unreachable.forEach(silent::add);
    var last = rest.keySet().stream().limit(limit).reduce((before, id) -> id);
    return Json.createObjectBuilder()
        .add(kind, list)
        .add("unreachable", silent)
        .add("next", rest.size() > limit ? Json.createValue(last.orElseThrow()) : JsonValue.NULL)
        .build()
        .toString();
  }

  private String history(String kind, String id, Map<String, String> query) {
    var limit = Math.min(largestPage, Integer.parseInt(query.get("limit")));
    var all = events.getOrDefault(id, List.of());
    var from = Integer.parseInt(query.getOrDefault("cursor", "0"));
    var to = Math.min(all.size(), from + limit);
    var list = Json.createArrayBuilder();
    all.subList(from, to).forEach(list::add);
    var node = nodes.get(kind).get(id);
    return Json.createObjectBuilder()
        .add("worker_id", id)
        .add("state", node.getString("state"))
        .add("why", node.getString("why"))
        .add("since", DECIDED_AT)
        .add("intent", intent(id))
        .add("events", list)
        .add("next", to < all.size() ? Json.createValue(Integer.toString(to)) : JsonValue.NULL)
        .build()
        .toString();
  }

  private Answer change(String id, JsonObject change) {
    if (change.getInt("weight", 0) > 100) {
      return problem(422, "weight: must be a whole number from 0 to 100.");
    }
    var intent = Json.createObjectBuilder(intent(id));
    var labels = Json.createObjectBuilder(intent(id).getJsonObject("labels"));
    change.forEach(intent::add);
    if (change.get("labels") instanceof JsonObject changed) {
      changed.forEach(
          (name, value) -> {
            if (value.equals(JsonValue.NULL)) {
              labels.remove(name);
            } else {
              labels.add(name, value);
            }
          });
    }
    intent.add("labels", labels).add("changed_at", DECIDED_AT).add("changed_by", "192.0.2.1");
    intents.put(id, intent.build());
    return new Answer(200, intent(id).toString());
  }

  private static Map<String, String> query(String raw) {
    var query = new HashMap<String, String>();
    for (var pair : raw.split("&")) {
      var parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static Answer problem(int status, String detail) {
    var json = Json.createObjectBuilder().add("status", status).add("detail", detail).build();
    return new Answer(status, json.toString());
  }

  private static JsonObject object(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
