package uk.org.rmatool.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Answers every call to every simulated worker, so that all of them can be called. */
final class SimulatedServices implements AutoCloseable {
  private static final String HOST = "127.0.0.77"; // nobody's ports are there but ours
  private static final byte[] ANSWER = "{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final HttpServer server;

  SimulatedServices() throws IOException {
    server = HttpServer.create(new InetSocketAddress(HOST, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String address() {
    return "http://" + HOST + ":" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
