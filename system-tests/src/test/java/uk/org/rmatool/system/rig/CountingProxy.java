package uk.org.rmatool.system.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes control calls on to a server, and counts them by path. */
public final class CountingProxy implements AutoCloseable {
  private static final Set<String> OWN =
      Set.of(
          "host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");
  private static final int BAD_GATEWAY = 502;

  private final Http target;
  private final HttpServer server;
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  public CountingProxy(Http target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many calls of this path there were. */
  public int calls(String path) {
    var count = counts.get(path);
    return count == null ? 0 : count.get();
  }

  private void pass(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getRawPath();
    counts.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    List<String> headers = new ArrayList<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                headers.add(name);
                headers.add(values.getFirst());
              }
            });
    var body = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      var answer =
          target.send(
              exchange.getRequestMethod(),
              path,
              java.net.http.HttpRequest.BodyPublishers.ofByteArray(body),
              headers.toArray(String[]::new));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (AssertionError e) {
      exchange.sendResponseHeaders(BAD_GATEWAY, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
