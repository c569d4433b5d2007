package uk.org.rmatool.system.rig;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A service process that answers with the headers of a trace that it was sent, a line for each. */
public final class EchoService {
  private EchoService() {}

  /** Listens at the port that is its argument, until its standard input ends. */
  public static void main(String[] arguments) throws IOException {
    var address =
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(arguments[0]));
    var server = HttpServer.create(address, 100);
    server.createContext(
        "/",
        exchange -> {
          var text = new StringBuilder();
          for (var name : List.of("traceparent", "tracestate")) {
            exchange
                .getRequestHeaders()
                .getOrDefault(name, List.of())
                .forEach(value -> text.append(name).append(": ").append(value).append('\n'));
          }
          var body = text.toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    while (System.in.read() >= 0) {
      // whoever started it has nothing to say
    }
    server.stop(0);
  }
}
