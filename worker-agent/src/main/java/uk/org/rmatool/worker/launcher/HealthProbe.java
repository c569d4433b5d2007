package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.worker.recipes.Recipe;

/** Asks a local service whether it works. */
final class HealthProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ControlClient client;

  HealthProbe(ControlClient client) {
    this.client = client;
  }

  /** What is wrong; empty when it works. */
  Optional<String> problem(Recipe.Health health, int port) {
    return health.path().map(path -> ask(path, port)).orElseGet(() -> connect(port));
  }

  private Optional<String> ask(String path, int port) {
    var base = address(port);
    try {
      var answer = client.send(ControlClient.Call.get(base, path, TIMEOUT));
      return answer.ok()
          ? Optional.empty()
          : Optional.of("GET %s answered %d".formatted(path, answer.status()));
    } catch (UnreachableException e) {
      return Optional.of(e.reason());
    }
  }

  private static Optional<String> connect(int port) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("port %d: %s".formatted(port, e.getMessage()));
    }
  }

  static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
