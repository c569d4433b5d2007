package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A service in a process of its own, for tests: answers 200 to everything. Arguments: its port,
 * then any of <code>child</code> (starts a long sleep and prints its pid), <code>stubborn</code>
 * (does not end when asked), <code>deaf</code> (does not listen), <code>sick</code> (answers 503),
 * <code>fail</code> (prints three lines and ends with status 3), <code>needy</code> (does so unless
 * its folder holds a file called model), <code>troubled</code> (says that it lacks something unless
 * its folder holds a file called cure), <code>hungry:</code> and how many MiB it takes once it
 * works, <code>says:</code> and what it answers, or <code>refuses:
 * </code> and the status by which it answers all but GET.
 */
public final class FakeService {
  private static final String TROUBLE = "{\"trouble\":\"nobody can reach it\"}";

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
    var status = options.contains("sick") ? "503" : "200";
    after(options, "hungry:").ifPresent(FakeService::take);
    serve(
        Integer.parseInt(arguments[0]),
        status,
        after(options, "refuses:").orElse(status),
        after(options, "says:").orElse("{}"),
        options.contains("troubled"));
  }

  /** Has a process of its own take memory, and ends when that ends. */
  private static void take(String megabytes) {
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                // tail keeps it all, and waits for somebody to read it
                var hungry = "/usr/bin/head -c %sM /dev/zero | /usr/bin/tail".formatted(megabytes);
                System.exit(new ProcessBuilder("/bin/sh", "-c", hungry).start().waitFor());
              } catch (IOException | InterruptedException e) {
                System.exit(1);
              }
            });
  }

  private static Optional<String> after(List<String> options, String begin) {
    return options.stream()
        .filter(option -> option.startsWith(begin))
        .map(option -> option.substring(begin.length()))
        .findFirst();
  }

  private static void serve(int port, String toGet, String toOthers, String usual, boolean troubled)
      throws IOException {
    try (var server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (var socket = server.accept()) {
          var body = troubled && !Files.exists(Path.of("cure")) ? TROUBLE : usual;
          var request = new byte[4096];
          var n = socket.getInputStream().read(request);
          var text = new String(request, 0, Math.max(0, n), StandardCharsets.UTF_8);
          System.out.println(text);
          var status = text.startsWith("GET ") ? toGet : toOthers;
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
