package uk.org.rmatool.system.rig;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A service process that begins to answer at once, and pauses where the path names a pause. */
public final class SlowService {
  /** Its whole answer. */
  public static final String ANSWER = "begun, done";

  private static final String FIRST = "begun, ";
  private static final Pattern PAUSE = Pattern.compile(".*/pause/(\\d+)");

  private SlowService() {}

  /** The end of the path of a call that takes so long. */
  public static String pause(Duration time) {
    return "/pause/" + time.toMillis();
  }

  /** Writes a recipe that runs it. */
  public static void writeRecipe(Path folder, String service) throws IOException {
    writeRecipe(folder, service, SlowService.class);
  }

  /** Writes a recipe that runs another program of the tests, whose argument is its port. */
  public static void writeRecipe(Path folder, String service, Class<?> program) throws IOException {
    var classes = program.getProtectionDomain().getCodeSource().getLocation();
    Files.writeString(
        folder.resolve(service + ".json"),
        """
        {"service": "%s",
         "command": ["${java}", "-cp", "%s", "%s", "${port}"],
         "health": {"path": "/health"}}
        """
            .formatted(service, Path.of(URI.create(classes.toString())), program.getName()));
  }

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
            exchange.sendResponseHeaders(200, 0);
            var body = exchange.getResponseBody();
            body.write(FIRST.getBytes(StandardCharsets.UTF_8));
            body.flush();
            var pause = PAUSE.matcher(exchange.getRequestURI().getPath());
            if (pause.matches()) {
              Thread.sleep(Long.parseLong(pause.group(1)));
            }
            body.write(ANSWER.substring(FIRST.length()).getBytes(StandardCharsets.UTF_8));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    while (System.in.read() >= 0) {
      // whoever started it has nothing to say
    }
    server.stop(0);
  }
}
