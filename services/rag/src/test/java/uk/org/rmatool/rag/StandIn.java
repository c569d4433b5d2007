package uk.org.rmatool.rag;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A platform that says what it is told to, and remembers what it was sent. */
final class StandIn implements AutoCloseable {
  final Map<String, String> asked = new ConcurrentHashMap<>();
  private final HttpServer server;

  StandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void says(String path, int status, String json) {
    server.createContext(path, exchange -> answer(exchange, status, json));
  }

  private void answer(HttpExchange exchange, int status, String json) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      asked.put(exchange.getRequestURI().toString(), body);
      byte[] answer = json.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
