package uk.org.rmatool.system.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A deployed worker that the test plays: it declares one service of a name of its own and serves it
 * at its own address. It registers as an edge worker, so that it is given nothing that other tests
 * call.
 */
public final class FakeWorker implements AutoCloseable {
  /** So many calls may come at once while it is not looking. */
  private static final int BACKLOG = 1024;

  private static final Duration KNOWN_EVERYWHERE = Duration.ofSeconds(20);

  private final String id = "fake-" + UUID.randomUUID();
  private final String service;
  private final HttpServer server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile HttpHandler handler = exchange -> answer(exchange, 200, "ok");

  /** A call that arrived, its body not included. */
  public record Seen(String method, String target, com.sun.net.httpserver.Headers headers) {}

  public FakeWorker() throws IOException {
    this("service-" + UUID.randomUUID());
  }

  /** One that serves what others may serve too. */
  public FakeWorker(String service) throws IOException {
    this.service = service;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** What it does with calls from now on. */
  public FakeWorker serving(HttpHandler next) {
    handler = next;
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    seen.add(
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders()));
    try (exchange) {
      handler.handle(exchange);
    }
  }

  /** Reads the body and answers. */
  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** What it announces about itself. */
  public JsonObject registration() {
    return registration(id, service, url());
  }

  public static JsonObject registration(String id, String service, URI url) {
    return Json.createObjectBuilder()
        .add("worker_id", id)
        .add("tunnel_url", url.toString())
        .add("capabilities", Json.createObjectBuilder().add("worker_type", "edge"))
        .add(
            "services",
            Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("name", service).add("port", url.getPort())))
        .build();
  }

  /** Registers through the router and waits until calls get through. */
  public FakeWorker join(Http router) {
    join(router, registration());
    awaitRoutable(router, service);
    seen.clear();
    return this;
  }

  public static void join(Http router, JsonObject registration) {
    var answer = router.post("/api/worker/register", registration);
    if (answer.status() != 200) {
      throw new AssertionError("The worker was not registered: " + answer);
    }
  }

  /** Waits until the router has heard that somebody provides the service. */
  public static void awaitRoutable(Http router, String service) {
    Await.until(
        service + " can be called through the router",
        KNOWN_EVERYWHERE,
        () -> router.get("/service/" + service + "/ready").status() != 503);
  }

  public String id() {
    return id;
  }

  public String service() {
    return service;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Calls since it joined. */
  public List<Seen> seen() {
    return seen;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
