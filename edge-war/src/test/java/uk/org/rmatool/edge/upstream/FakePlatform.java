package uk.org.rmatool.edge.upstream;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server that answers each path as the test says, and 404 where it says nothing. */
public final class FakePlatform implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  public FakePlatform() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          var body = answers.get(exchange.getRequestURI().getPath());
          var bytes = (body == null ? "{}" : body).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** What it answers from now on. */
  public FakePlatform answering(String path, String body) {
    answers.put(path, body);
    return this;
  }

  /** A coordinator with so many healthy workers for a service. */
  public static FakePlatform coordinator(String service, int workers) throws IOException {
    return new FakePlatform()
        .answering(
            "/api/services/list",
            "{\"services\":{\"%s\":{\"healthy_workers\":%d}}}".formatted(service, workers));
  }

  /** Its entry in a router's list. */
  public String entry(String id, int weight) {
    return "{\"worker_id\":\"%s\",\"tunnel_url\":\"%s\",\"intent\":{\"weight\":%d}}"
        .formatted(id, address(), weight);
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
