package uk.org.rmatool.worker.membership;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.platform.identity.SignatureException;

/**
 * The worker's side of a coordinator, over real HTTP: remembers who registered, refuses whoever
 * does not prove the key of its id, and can be told to forget, to break and to go away.
 */
public final class FakeCoordinator implements AutoCloseable {
  /** A call that it took. */
  public record Call(String method, String path, JsonObject body) {}

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Set<String> registered = ConcurrentHashMap.newKeySet();
  private volatile List<String> assigned = List.of();
  private volatile int brokenWith;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile JsonObject found = JsonObject.EMPTY_JSON_OBJECT;
  private volatile double interval = 0.2;
  private volatile JsonObject heartbeatAnswer =
      Json.createObjectBuilder().add("status", "ok").build();
  private HttpServer server;
  private final int port;

  public FakeCoordinator() {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What registering workers are given. */
  public void assign(String... services) {
    assigned = List.of(services);
  }

  /** What heartbeats are answered besides their status. */
  public void answerHeartbeats(JsonObject members) {
    heartbeatAnswer =
        Json.createObjectBuilder()
            .add("status", "ok")
            .addAll(Json.createObjectBuilder(members))
            .build();
  }

  /** Forgets all workers, as one that lost its database. */
  public void forget() {
    registered.clear();
  }

  /** Answers everything with this status; 0 repairs it. */
  public void breakWith(int status) {
    brokenWith = status;
  }

  /** Fails so many heartbeats, and no more. */
  public void failHeartbeats(int count) {
    failures.set(count);
  }

  public void suggestInterval(double seconds) {
    interval = seconds;
  }

  /** The answer to who provides a service; empty means nobody. */
  public void provider(String id, URI url) {
    found =
        Json.createObjectBuilder().add("worker_id", id).add("worker_url", url.toString()).build();
  }

  public void goAway() {
    server.stop(0);
  }

  public void comeBack() {
    server = listen(port);
  }

  public List<Call> calls(String pathPart) {
    return calls.stream().filter(call -> call.path().contains(pathPart)).toList();
  }

  public Set<String> registered() {
    return Set.copyOf(registered);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private HttpServer listen(int at) {
    try {
      var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
      http.createContext("/", this::answer);
      http.start();
      return http;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestURI().getRawPath();
    var json = body.length == 0 ? JsonObject.EMPTY_JSON_OBJECT : StrictJsonReader.parse(body);
    calls.add(new Call(exchange.getRequestMethod(), path, json));
    if (path.endsWith("/heartbeat") && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      reply(exchange, 503, JsonObject.EMPTY_JSON_OBJECT);
    } else if (brokenWith != 0) {
      reply(exchange, brokenWith, Json.createObjectBuilder().add("detail", "broken").build());
    } else if (path.startsWith("/api/worker/find/")) {
      reply(exchange, found.isEmpty() ? 503 : 200, found);
    } else {
      control(exchange, path, json, body);
    }
  }

  private void control(HttpExchange exchange, String path, JsonObject json, byte[] body)
      throws IOException {
    var id =
        path.startsWith("/api/worker/unregister/")
            ? path.substring("/api/worker/unregister/".length())
            : json.getString("worker_id");
    if (!proves(exchange, path, body, new NodeId(id))) {
      reply(exchange, 409, JsonObject.EMPTY_JSON_OBJECT);
    } else if (path.endsWith("/register")) {
      registered.add(id);
      reply(
          exchange,
          200,
          Json.createObjectBuilder()
              .add("status", "registered")
              .add("worker_id", id)
              .add("assigned_services", Json.createArrayBuilder(assigned))
              .add("heartbeat_interval_seconds", interval)
              .build());
    } else if (path.endsWith("/heartbeat") && registered.contains(id)) {
      reply(exchange, 200, heartbeatAnswer);
    } else if (!path.endsWith("/heartbeat") && registered.remove(id)) {
      reply(exchange, 200, Json.createObjectBuilder().add("status", "ok").build());
    } else {
      reply(exchange, 404, Json.createObjectBuilder().add("detail", "Worker not found").build());
    }
  }

  private static boolean proves(HttpExchange exchange, String path, byte[] body, NodeId id) {
    try {
      return MessageSignature.verify(
              MessageSignature.NODE,
              exchange.getRequestMethod(),
              path,
              body,
              Instant.now(),
              exchange.getRequestHeaders()::getFirst)
          .filter(proof -> NodeKey.certifies(proof.keyId(), id))
          .isPresent();
    } catch (SignatureException e) {
      return false;
    }
  }

  private static void reply(HttpExchange exchange, int status, JsonObject json) throws IOException {
    var bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
