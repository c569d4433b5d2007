package uk.org.rmatool.router.homes;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import uk.org.rmatool.platform.identity.MessageSignature;

/** A coordinator that answers as the test says and remembers what it was asked. */
final class FakeCoordinator implements AutoCloseable {
  /** What it was asked. */
  record Asked(String method, String path, String epoch, String body) {}

  /** What it answers. */
  record Says(int status, String body) {}

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  FakeCoordinator(Function<Asked, Says> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var epoch = exchange.getRequestHeaders().getFirst(MessageSignature.HOME_EPOCH);
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var call =
              new Asked(
                  exchange.getRequestMethod(), exchange.getRequestURI().getPath(), epoch, body);
          asked.add(call);
          var says = answers.apply(call);
          var bytes = says.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(says.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** One that takes every worker under the id that it came with. */
  static FakeCoordinator thatTakesAll() throws IOException {
    return new FakeCoordinator(call -> new Says(200, "{\"status\":\"registered\"}"));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
