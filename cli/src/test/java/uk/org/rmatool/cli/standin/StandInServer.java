package uk.org.rmatool.cli.standin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for a Liberty server: takes the same environment, answers the same health address, and
 * as a worker starts a process of its own, as the real one does.
 */
final class StandInServer {
  private StandInServer() {}

  public static void main(String[] arguments) throws IOException {
    var name = arguments[0];
    var broken = Path.of(System.getenv("WLP_USER_DIR"), "broken-" + name);
    if (Files.exists(broken)) {
      System.out.println("[AUDIT   ] CWWKE0001I: The server " + name + " has been launched.");
      System.out.println("[ERROR   ] CWWKO0221E: " + Files.readString(broken).strip());
      System.exit(20);
    }
    Files.writeString(
        Path.of(System.getenv("RMA_STATE_DIR"), "environment"),
        String.join(
            "\n",
            System.getenv().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .toList()));
    List<HttpServer> servers = new ArrayList<>();
    servers.add(serve("MANAGEMENT_PORT", "/health/ready", "{\"status\":\"UP\",\"checks\":[]}"));
    servers.add(
        name.equals("worker")
            ? serve(
                "HTTP_PORT",
                "/health",
                "{\"services_status\":{\"document-processing\":\"running\",\"redis\":\"failed: no"
                    + " room\"}}")
            : serve(
                "HTTP_PORT",
                "/api/services/list",
                "{\"services\":{\"document-processing\":{\"healthy_workers\":1}}}"));
    var service = name.equals("worker") ? startService() : null;
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  servers.forEach(server -> server.stop(0));
                  if (service != null) {
                    service.destroy();
                  }
                  System.out.println(name + " stopped in good order");
                }));
  }

  /** Its command line names the home, so that a test finds it if it is left behind. */
  private static Process startService() throws IOException {
    return new ProcessBuilder(
            "sh", "-c", "while :; do sleep 1; done", "service of " + System.getenv("WLP_USER_DIR"))
        .start();
  }

  private static HttpServer serve(String portVariable, String path, String answer)
      throws IOException {
    var port = Integer.parseInt(System.getenv(portVariable));
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        path,
        exchange -> {
          var body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
