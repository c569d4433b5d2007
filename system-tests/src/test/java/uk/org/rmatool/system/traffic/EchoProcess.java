package uk.org.rmatool.system.traffic;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** A service process that gives back what it gets, see {@link RandomCalls}. */
public final class EchoProcess {
  private EchoProcess() {}

  /** Listens at the port that is its argument, until its standard input ends. */
  public static void main(String[] arguments) throws IOException {
    var address =
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(arguments[0]));
    var server = HttpServer.create(address, 1_000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            RandomCalls.echo(exchange);
          }
        });
    server.start();
    while (System.in.read() >= 0) {
      // whoever started it has nothing to say
    }
    server.stop(0);
  }
}
