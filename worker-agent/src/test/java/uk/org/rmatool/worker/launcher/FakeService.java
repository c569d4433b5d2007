package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A service in a process of its own, for tests: answers 200 to everything. Arguments: its port,
 * then any of <code>child</code> (starts a long sleep and prints its pid), <code>stubborn</code>
 * (does not end when asked), <code>deaf</code> (does not listen), <code>sick</code> (answers 503),
 * <code>fail</code> (prints three lines and ends with status 3), <code>needy</code> (does so unless
 * its folder holds a file called model), or <code>says:</code> and what it answers.
 */
public final class FakeService {
  private FakeService() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var options = List.of(arguments);
    System.out.println("pid " + ProcessHandle.current().pid());
    if (options.contains("fail")
        || (options.contains("needy") && !Files.exists(Path.of("model")))) {
      System.err.println("reading configuration");
      System.err.println("no model in /models");
      System.exit(3);
    }
    if (options.contains("stubborn")) {
      Runtime.getRuntime().addShutdownHook(new Thread(FakeService::waitForever));
    }
    if (options.contains("child")) {
      var child = new ProcessBuilder("sleep", "600").start();
      System.out.println("child " + child.pid());
    }
    if (options.contains("deaf")) {
      waitForever();
    }
    var body =
        options.stream()
            .filter(option -> option.startsWith("says:"))
            .map(option -> option.substring("says:".length()))
            .findFirst()
            .orElse("{}");
    serve(Integer.parseInt(arguments[0]), options.contains("sick") ? "503" : "200", body);
  }

  private static void serve(int port, String status, String body) throws IOException {
    try (var server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (var socket = server.accept()) {
          var request = new byte[4096];
          var n = socket.getInputStream().read(request);
          System.out.println(new String(request, 0, Math.max(0, n), StandardCharsets.UTF_8));
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 %s x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                          .formatted(status, body.length(), body))
                      .getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static void waitForever() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
